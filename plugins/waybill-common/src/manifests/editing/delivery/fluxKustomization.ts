import type { BuildContext } from '../kustomize/BuildContext';
import { applyKustomization } from '../kustomize/buildKustomization';
import { readTrees } from '../kustomize/localFiles';
import {
  groupOf,
  nameOf,
  namespaceOf,
  type ObjectTree,
} from '../kustomize/ObjectTree';
import { resolvePath } from '../repository/paths';
import {
  cloneTree,
  entriesIn,
  itemsIn,
  leafAt,
  type ListTree,
  type MapTree,
  placeOf,
  textIn,
  treeAt,
  type Tree,
} from '../tree/Tree';
import { type DeliveryRoot, wordsOfFile, wordsOfFolder } from './DeliveryRoot';
import { scanFolder } from './scanFolder';
import { readVariables } from './readVariables';
import { substituteVariables } from './substituteVariables';

/** @internal */
export function isFluxKustomization(object: ObjectTree): boolean {
  return (
    object.kind === 'Kustomization' &&
    groupOf(object.apiVersion) === 'kustomize.toolkit.fluxcd.io'
  );
}

/**
 * What a Flux Kustomization applies from this repository.
 *
 * @internal
 */
export function fluxRoot(object: ObjectTree): DeliveryRoot {
  const spec = treeAt(object.tree, 'spec');
  const folder = resolvePath('', textIn(spec, 'path') ?? '.') ?? '';
  const place = placeOf(object.tree);
  const namespace = textIn(spec, 'targetNamespace');
  return {
    engine: 'flux',
    title: `Kustomization ${namespaceOf(object) ?? 'default'}/${nameOf(
      object,
    )}`,
    place,
    folders: [folder],
    namespace,
    words: [
      ...wordsOfFolder(folder),
      ...wordsOfFile(place.path),
      { text: nameOf(object), weight: 2 },
      ...(namespace ? [{ text: namespace, weight: 1 }] : []),
    ],
    build: context => buildFlux(context, object, folder),
  };
}

function buildFlux(
  context: BuildContext,
  object: ObjectTree,
  folder: string,
): ObjectTree[] {
  const spec = treeAt(object.tree, 'spec');
  const kind = textIn(spec, 'sourceRef', 'kind') ?? '';
  if (kind !== 'GitRepository') {
    context.miss(
      treeAt(spec, 'sourceRef') ?? object.tree,
      'REMOTE_SOURCE',
      `Flux takes this from an ${
        kind || 'unknown source'
      }, not from the files of this repository`,
    );
    return [];
  }
  if (!context.index.isFolder(folder)) {
    context.miss(
      treeAt(spec, 'path') ?? object.tree,
      'REMOTE_SOURCE',
      `The folder '${folder}' is not in this repository: give the repository that Flux reads`,
    );
    return [];
  }
  const objects: ObjectTree[] = [];
  context.within(folder, placeOf(object.tree).path, () => {
    applyKustomization(
      context,
      withSpec(context, folder, spec),
      folder,
      objects,
    );
  });
  const variables = readVariables(context, object);
  objects.forEach(({ tree }) => substituteVariables(tree, variables));
  return objects;

  function withSpec(
    into: BuildContext,
    path: string,
    from: Tree | undefined,
  ): MapTree {
    return mergeSpec(ownKustomization(into, path, objects, object.tree), from);
  }
}

/** The folder's kustomization; without one, an empty one over all that lies in the folder. */
function ownKustomization(
  context: BuildContext,
  folder: string,
  objects: ObjectTree[],
  object: MapTree,
): MapTree {
  const [path] = context.index.kustomizationsOf(folder);
  const tree =
    path === undefined
      ? undefined
      : readTrees(context, path).find(found => found.type === 'map');
  if (tree?.type === 'map') return cloneTree(tree) as MapTree;
  if (path === undefined) objects.push(...scanFolder(context, folder));
  return { type: 'map', entries: new Map(), place: object.place };
}

/** Flux adds its own patches, components and images to those of the kustomization. */
function mergeSpec(tree: MapTree, spec: Tree | undefined): MapTree {
  for (const field of [
    'patchesStrategicMerge',
    'patches',
    'patchesJson6902',
    'components',
  ]) {
    append(tree, field, itemsIn(spec, field));
  }
  for (const [from, to] of [
    ['targetNamespace', 'namespace'],
    ['namePrefix', 'namePrefix'],
    ['nameSuffix', 'nameSuffix'],
  ]) {
    const value = leafAt(spec, from);
    if (value) tree.entries.set(to, value);
  }
  itemsIn(spec, 'images').forEach(image => mergeImage(tree, image));
  return tree;
}

function append(
  tree: MapTree,
  field: string,
  items: readonly Tree[],
): ListTree {
  const existing = tree.entries.get(field);
  const list: ListTree =
    existing?.type === 'list'
      ? existing
      : { type: 'list', items: [], place: tree.place };
  list.items.push(...items);
  if (list.items.length > 0) tree.entries.set(field, list);
  return list;
}

function mergeImage(tree: MapTree, image: Tree): void {
  const own = itemsIn(tree, 'images').find(
    candidate => textIn(candidate, 'name') === textIn(image, 'name'),
  );
  if (own?.type !== 'map') {
    append(tree, 'images', [image]);
    return;
  }
  const isVersion = leafAt(image, 'newTag') ?? leafAt(image, 'digest');
  if (isVersion) ['newTag', 'digest'].forEach(key => own.entries.delete(key));
  for (const [key, value] of entriesIn(image)) own.entries.set(key, value);
}
