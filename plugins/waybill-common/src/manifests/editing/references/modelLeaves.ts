import { ANNOTATION_MODEL } from '../../deployment/modelAnnotations';
import { ANNOTATION_VERSION } from '../../kserve/kserveWords';
import type { ObjectTree } from '../kustomize/ObjectTree';
import { sliceParts } from '../tree/sliceParts';
import {
  itemsIn,
  type Leaf,
  leafAt,
  leafOfParts,
  type ListTree,
  type MapTree,
  textOfParts,
  treeAt,
  type Tree,
} from '../tree/Tree';
import { imageInValues } from './imageInValues';
import type { ModelReference, ReferenceRole } from './ModelReference';

/** A value that names something that can be a model. @internal */
export interface ModelLeaf {
  readonly leaf: Leaf;
  readonly role: ReferenceRole;
  readonly track: ModelReference['track'];
  /** What says the version beside it. */
  readonly version?: Leaf;
}

/** @internal */
export function isVersionKey(key: string): boolean {
  return key === ANNOTATION_VERSION;
}

/** Fields that hold nothing but the address of a model. */
const MODEL_KEYS = new Set(['storageUri', 'sourceModelUri', ANNOTATION_MODEL]);
const TEXT_LISTS = new Set(['args', 'command']);

/** An address within a longer text: it has to be pinned, or to say what it is. */
const ADDRESS =
  /(?:(?:oci(?:\+\w+)?|oci-artifact|kit):\/\/)?[a-zA-Z0-9][\w.-]*(?::\d+)?\/[a-z0-9][a-z0-9._/-]*(?::[\w.-]+)?(?:@sha(?:256|512):[0-9a-f]{64,128})?/g;

class LeafFinder {
  constructor(
    private readonly found: ModelLeaf[],
    private readonly isFree: boolean,
  ) {}

  visit(tree: Tree, track: ModelLeaf['track']): void {
    if (tree.type === 'leaf') {
      if (this.isFree) this.addAddresses(tree, track);
      return;
    }
    if (tree.type === 'list') {
      tree.items.forEach(item => this.visit(item, track));
      return;
    }
    if (this.isFree && this.addImage(tree, track)) return;
    for (const [key, value] of tree.entries) {
      this.visitEntry(key, value, key === 'canary' ? 'canary' : track);
    }
  }

  private visitEntry(key: string, value: Tree, track: ModelLeaf['track']) {
    if (value.type === 'leaf') {
      if (MODEL_KEYS.has(key)) this.add(value, 'model', track);
      else if (this.isFree) this.addAddresses(value, track);
      return;
    }
    if (key === 'model' || key === 'adapters' || key === 'storageUris') {
      this.addUris(value, track);
    }
    if (value.type === 'list') this.visitList(key, value, track);
    this.visit(value, track);
  }

  private addUris(value: Tree, track: ModelLeaf['track']): void {
    for (const holder of value.type === 'list' ? value.items : [value]) {
      const uri = leafAt(holder, 'uri');
      if (uri) this.add(uri, 'model', track);
    }
  }

  private visitList(
    key: string,
    list: ListTree,
    track: ModelLeaf['track'],
  ): void {
    if (key === 'containers' || key === 'initContainers') {
      for (const container of list.items) this.addContainer(container, track);
    } else if (key === 'volumes') {
      for (const volume of list.items) {
        const reference = leafAt(volume, 'image', 'reference');
        if (reference) this.add(reference, 'model', track);
      }
    }
  }

  private addContainer(container: Tree, track: ModelLeaf['track']): void {
    const image = leafAt(container, 'image');
    if (image && !this.isFree) this.add(image, 'image', track);
    if (this.isFree) return;
    for (const key of TEXT_LISTS) {
      for (const item of itemsIn(container, key)) {
        if (item.type === 'leaf') this.addAddresses(item, track);
      }
    }
    for (const variable of itemsIn(container, 'env')) {
      const value = treeAt(variable, 'value');
      if (value?.type === 'leaf') this.addAddresses(value, track);
    }
  }

  /** `{registry, repository, tag, digest}`, as charts ask for an image. */
  private addImage(tree: MapTree, track: ModelLeaf['track']): boolean {
    const found = imageInValues(tree);
    if (found) this.found.push({ ...found, role: 'argument', track });
    return found !== undefined;
  }

  private addAddresses(leaf: Leaf, track: ModelLeaf['track']): void {
    if (typeof leaf.value !== 'string' || leaf.value.length > 20_000) return;
    const text = textOfParts(leaf.parts);
    for (const match of text.matchAll(ADDRESS)) {
      const [address] = match;
      if (!address.includes('://') && !address.includes('@')) continue;
      const end = match.index + address.length;
      const parts = sliceParts(leaf.parts, match.index, end);
      this.add(leafOfParts(parts, leaf.position), 'argument', track);
    }
  }

  private add(
    leaf: Leaf,
    role: ReferenceRole,
    track: ModelLeaf['track'],
  ): void {
    const isNamed = typeof leaf.value === 'string' && leaf.value !== '';
    if (isNamed) this.found.push({ leaf, role, track });
  }
}

/** @internal */
export function modelLeaves(object: ObjectTree): ModelLeaf[] {
  const leaves: ModelLeaf[] = [];
  const isValues = object.apiVersion === 'helm';
  const isData = object.kind === 'ConfigMap';
  const finder = new LeafFinder(leaves, isValues || isData);
  finder.visit(object.tree, 'stable');
  return leaves;
}
