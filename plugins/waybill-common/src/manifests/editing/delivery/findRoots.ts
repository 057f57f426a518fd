import { BuildContext } from '../kustomize/BuildContext';
import { buildKustomization } from '../kustomize/buildKustomization';
import {
  groupOf,
  nameOf,
  type ObjectTree,
  objectsOf,
} from '../kustomize/ObjectTree';
import type { RepositoryIndex } from '../repository/RepositoryIndex';
import { folderOf, resolvePath } from '../repository/paths';
import { itemsIn, placeOf, textIn, type Tree } from '../tree/Tree';
import { expandApplicationSet, isApplicationSet } from './applicationSet';
import { argoRoot, isArgoApplication } from './argoApplication';
import { type DeliveryRoot, wordsOfFile, wordsOfFolder } from './DeliveryRoot';
import { fluxRoot, isFluxKustomization } from './fluxKustomization';
import { isValuesFile, valuesRoot } from './valuesRoots';

/** A root with what was found out on the way to it. @internal */
export interface FoundRoot extends DeliveryRoot {
  readonly context: BuildContext;
}

/**
 * Everything that may be applied: what Flux and Argo CD are told to in the repository, and folders and files that
 * nobody in the repository is known to apply.
 *
 * @internal
 */
export function findRoots(
  index: RepositoryIndex,
  relevant: ReadonlySet<string>,
): { readonly known: FoundRoot[]; readonly possible: FoundRoot[] } {
  const tops = [
    ...topKustomizations(index, relevant).map(folder =>
      folderRoot(folder, index),
    ),
    ...plainFiles(index, relevant),
  ];
  const built = tops.map(root => {
    const context = new BuildContext(index);
    return { root, context, objects: root.build(context) };
  });
  const known = built.flatMap(({ context, objects: own }) =>
    own.flatMap(object => rootsOf(object, context)),
  );
  return {
    known: uniqueRoots(known),
    possible: built.map(({ root }) => ({
      ...root,
      context: new BuildContext(index),
    })),
  };
}

function rootsOf(object: ObjectTree, { index }: BuildContext): FoundRoot[] {
  if (isFluxKustomization(object)) {
    return [{ ...fluxRoot(object), context: new BuildContext(index) }];
  }
  if (isArgoApplication(object)) {
    return [{ ...argoRoot(object), context: new BuildContext(index) }];
  }
  if (!isApplicationSet(object)) return [];
  const own = new BuildContext(index);
  const applications = expandApplicationSet(own, object);
  if (applications.length === 0) return [unknownRoot(object, own)];
  return applications.map(application => {
    const context = new BuildContext(index);
    context.opaque.push(...own.opaque);
    return { ...argoRoot(application), context };
  });
}

/** Something is applied, and nobody knows what: it stands in the way of an environment that it is called like. */
function unknownRoot(object: ObjectTree, context: BuildContext): FoundRoot {
  const place = placeOf(object.tree);
  return {
    engine: 'argo-cd',
    title: `${object.kind} ${nameOf(object)}`,
    place,
    folders: [],
    words: [...wordsOfFile(place.path), { text: nameOf(object), weight: 2 }],
    build: () => [],
    context,
  };
}

/** The same object may be reached twice: by itself, and by what includes it. */
function uniqueRoots(roots: readonly FoundRoot[]): FoundRoot[] {
  const seen = new Set<string>();
  return roots.filter(({ title, place, folders }) => {
    const key = [title, place.path, place.line, ...folders].join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Folders with a kustomization that no other one includes; of those that include each other, the first. */
function topKustomizations(
  index: RepositoryIndex,
  relevant: ReadonlySet<string>,
): string[] {
  const inclusions = new Map<string, string[]>();
  const components = new Set<string>();
  for (const path of relevant) {
    const folder = folderOf(path);
    if (!index.kustomizationsOf(folder).includes(path)) continue;
    const [tree] = index.readFile(path).trees;
    inclusions.set(folder, includedFolders(tree, folder));
    if (textIn(tree, 'kind') === 'Component') components.add(folder);
  }
  const included = new Set([...inclusions.values()].flat());
  const reached = new Set<string>();
  const reach = (start: string) => {
    const queue = [start];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(...(inclusions.get(next) ?? []));
    }
  };
  const folders = [...inclusions.keys()].filter(
    folder => !components.has(folder),
  );
  const tops = folders.filter(folder => !included.has(folder));
  tops.forEach(reach);
  for (const folder of folders) {
    if (reached.has(folder)) continue;
    tops.push(folder);
    reach(folder);
  }
  return tops;
}

function includedFolders(tree: Tree | undefined, folder: string): string[] {
  return ['resources', 'bases', 'components'].flatMap(field =>
    itemsIn(tree, field).flatMap(
      entry => resolvePath(folder, textIn(entry) ?? '') ?? [],
    ),
  );
}

function folderRoot(folder: string, index: RepositoryIndex): DeliveryRoot {
  const [path] = index.kustomizationsOf(folder);
  return {
    title: `folder ${folder || '.'}`,
    place: { path, line: 1, document: 0 },
    words: wordsOfFolder(folder),
    folders: [folder],
    build: context => buildKustomization(context, folder),
  };
}

/** Files that no kustomization speaks of. */
function plainFiles(
  index: RepositoryIndex,
  relevant: ReadonlySet<string>,
): DeliveryRoot[] {
  const mentioned = mentionedFiles(index, relevant);
  return [...relevant].flatMap(path => {
    const isOther =
      mentioned.has(path) ||
      index.kustomizationsOf(folderOf(path)).includes(path);
    if (isOther) return [];
    if (isValuesFile(index, path)) {
      const root = valuesRoot(index, path);
      return root ? [root] : [];
    }
    return [fileRoot(index, path)];
  });
}

function fileRoot(index: RepositoryIndex, path: string): DeliveryRoot {
  return {
    title: path,
    place: { path, line: 1, document: 0 },
    words: wordsOfFile(path),
    folders: [],
    build: context => {
      const { trees, refusal } = index.readFile(path);
      context.files.add(path);
      if (refusal) context.blocking.push(refusal);
      return objectsOf(trees).filter(isObject);
    },
  };
}

function isObject({ apiVersion, tree }: ObjectTree): boolean {
  // A kustomization under another name, or what a tool keeps for itself.
  return (
    groupOf(apiVersion) !== 'kustomize.config.k8s.io' &&
    placeOf(tree).path !== ''
  );
}

function mentionedFiles(
  index: RepositoryIndex,
  relevant: ReadonlySet<string>,
): Set<string> {
  const mentioned = new Set<string>();
  for (const path of relevant) {
    const folder = folderOf(path);
    if (!index.kustomizationsOf(folder).includes(path)) continue;
    const words = (index.textOf(path) ?? '').matchAll(/[^\s'",[\]{}]+/g);
    for (const [word] of words) {
      const target = resolvePath(folder, word.replace(/^[\w.-]+=/, ''));
      if (target !== undefined && index.isFile(target)) mentioned.add(target);
    }
  }
  return mentioned;
}
