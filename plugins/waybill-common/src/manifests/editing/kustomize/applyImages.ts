import {
  type Leaf,
  leafOfParts,
  itemsIn,
  type ListTree,
  type MapTree,
  type Part,
  treeAt,
  type Tree,
  leafAt,
  textIn,
} from '../tree/Tree';
import type { ObjectTree } from './ObjectTree';
import { sliceParts } from '../tree/sliceParts';

/**
 * `images` of a kustomization, or of a Flux Kustomization's spec: which of the entry's scalars then decide an image.
 *
 * @internal
 */
export function applyImages(
  tree: MapTree,
  objects: readonly ObjectTree[],
): void {
  for (const entry of itemsIn(tree, 'images')) {
    if (entry.type !== 'map') continue;
    for (const object of objects) {
      if (object.kind !== 'CustomResourceDefinition') {
        visitImages(object.tree, (holder, key, leaf) => {
          const image = renameImage(leaf, entry);
          if (image) holder.entries.set(key, image);
        });
      }
    }
  }
}

type Visit = (holder: MapTree, key: string, image: Leaf) => void;

/** Containers at any depth, as kustomize finds them, and image volumes of pods. */
function visitImages(tree: Tree, visit: Visit): void {
  if (tree.type === 'leaf') return;
  if (tree.type === 'list') {
    tree.items.forEach(item => visitImages(item, visit));
    return;
  }
  for (const [key, value] of tree.entries) {
    visitImages(value, visit);
    if (value.type !== 'list') continue;
    if (key === 'containers' || key === 'initContainers') {
      visitEach(value, [], 'image', visit);
    } else if (key === 'volumes') {
      visitEach(value, ['image'], 'reference', visit);
    }
  }
}

function visitEach(
  list: ListTree,
  path: readonly string[],
  key: string,
  visit: Visit,
): void {
  for (const item of list.items) {
    const holder = treeAt(item, ...path);
    const leaf = holder && leafAt(holder, key);
    if (holder?.type === 'map' && leaf) visit(holder, key, leaf);
  }
}

function renameImage(image: Leaf, entry: MapTree): Leaf | undefined {
  const name = textIn(entry, 'name');
  const text = String(image.value);
  if (!name || !isNamed(text, name)) return undefined;
  const newName = leafAt(entry, 'newName');
  const newTag = leafAt(entry, 'newTag');
  const digest = leafAt(entry, 'digest');
  const kept = sliceParts(image.parts, 0, name.length);
  const parts: Part[] = [...(newName ? newName.parts : kept)];
  if (!newTag && !digest) {
    parts.push(...sliceParts(image.parts, name.length, text.length));
  }
  if (newTag) {
    const tagParts = digest
      ? newTag.parts
      : newTag.parts.map(part => ({ ...part, takesDigestKey: true }));
    parts.push({ text: ':', from: 0 }, ...tagParts);
  }
  if (digest) parts.push({ text: '@', from: 0 }, ...digest.parts);
  return leafOfParts(parts, image.position);
}

function isNamed(image: string, name: string): boolean {
  if (!image.startsWith(name)) return false;
  return /^(:[\w.{}-]*)?(@sha256:[\w.{}-]*)?$/.test(image.slice(name.length));
}
