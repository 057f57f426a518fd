import type { BuildContext } from '../kustomize/BuildContext';
import { groupOf, objectOf, type ObjectTree } from '../kustomize/ObjectTree';
import { baseName } from '../repository/paths';
import { sliceParts } from '../tree/sliceParts';
import {
  cloneTree,
  itemsIn,
  type Leaf,
  leafAt,
  leafOfParts,
  type MapTree,
  type Part,
  textIn,
  textOfParts,
  treeAt,
  type Tree,
} from '../tree/Tree';

/** @internal */
export function isApplicationSet(object: ObjectTree): boolean {
  return (
    object.kind === 'ApplicationSet' &&
    groupOf(object.apiVersion) === 'argoproj.io'
  );
}

type Parameters = ReadonlyMap<string, Leaf>;

const MAX_APPLICATIONS = 500;

/**
 * The Applications of an ApplicationSet whose generators only need the repository: lists, and folders of Git.
 *
 * @internal
 */
export function expandApplicationSet(
  context: BuildContext,
  set: ObjectTree,
): ObjectTree[] {
  const template = treeAt(set.tree, 'spec', 'template');
  if (template?.type !== 'map') return [];
  return itemsIn(set.tree, 'spec', 'generators')
    .flatMap(generator => parametersOf(context, generator))
    .slice(0, MAX_APPLICATIONS)
    .flatMap(parameters => {
      const application = applicationOf(template, parameters);
      return application ? [application] : [];
    });
}

function parametersOf(context: BuildContext, generator: Tree): Parameters[] {
  const elements = itemsIn(generator, 'list', 'elements');
  const directories = itemsIn(generator, 'git', 'directories');
  if (elements.length === 0 && directories.length === 0) {
    context.miss(
      generator,
      'GENERATED_MANIFESTS',
      'This generator of the ApplicationSet asks something outside of the repository: name the file that pins the model',
    );
    return [];
  }
  return [
    ...elements.map(element => {
      const found = new Map<string, Leaf>();
      if (element.type === 'map') {
        for (const [name, value] of element.entries) {
          if (value.type === 'leaf') found.set(name, value);
        }
      }
      return found;
    }),
    ...foldersOf(context, directories).map(folder => pathParameters(folder)),
  ];
}

function foldersOf(context: BuildContext, directories: readonly Tree[]) {
  const globs = directories.map(entry => ({
    path: (textIn(entry, 'path') ?? '').replace(/^\.?\/|\/$/g, ''),
    isExcluded: leafAt(entry, 'exclude')?.value === true,
  }));
  const folders = new Set<string>();
  for (const { path, isExcluded } of globs) {
    if (isExcluded) continue;
    for (const folder of expandGlob(context, path)) folders.add(folder);
  }
  for (const { path, isExcluded } of globs) {
    if (!isExcluded) continue;
    for (const folder of expandGlob(context, path)) folders.delete(folder);
  }
  return [...folders];
}

/** A `*` stands for a part of one folder's name. */
function expandGlob(context: BuildContext, glob: string): string[] {
  let folders = [''];
  for (const segment of glob.split('/')) {
    folders = folders.flatMap(folder => {
      const path = (name: string) => (folder ? `${folder}/${name}` : name);
      if (!segment.includes('*')) return [path(segment)];
      const [before, after] = [
        segment.slice(0, segment.indexOf('*')),
        segment.slice(segment.lastIndexOf('*') + 1),
      ];
      return context.index
        .childrenOf(folder)
        .filter(child => context.index.isFolder(child))
        .filter(child => {
          const name = baseName(child);
          return name.startsWith(before) && name.endsWith(after);
        });
    });
  }
  return folders.filter(folder => context.index.isFolder(folder));
}

function pathParameters(folder: string): Parameters {
  const leaf = (text: string) => leafOfParts([{ text, from: 0 }], folder);
  return new Map([
    ['path', leaf(folder)],
    ['path.path', leaf(folder)],
    ['path.basename', leaf(baseName(folder))],
    ...folder
      .split('/')
      .map((text, at): [string, Leaf] => [`path[${at}]`, leaf(text)]),
  ]);
}

function applicationOf(
  template: MapTree,
  parameters: Parameters,
): ObjectTree | undefined {
  const tree = cloneTree(template) as MapTree;
  fillAll(tree, parameters);
  const text = (value: string) =>
    leafOfParts([{ text: value, from: 0 }], `${tree.place.path}`);
  tree.entries.set('apiVersion', text('argoproj.io/v1alpha1'));
  tree.entries.set('kind', text('Application'));
  return objectOf(tree);
}

function fillAll(tree: Tree, parameters: Parameters): void {
  if (tree.type === 'leaf') return;
  if (tree.type === 'list') {
    tree.items.forEach((item, at) => {
      if (item.type === 'leaf') tree.items[at] = fill(item, parameters);
      else fillAll(item, parameters);
    });
    return;
  }
  for (const [key, value] of tree.entries) {
    if (value.type === 'leaf') tree.entries.set(key, fill(value, parameters));
    else fillAll(value, parameters);
  }
}

const TEMPLATE_EXPRESSION = /\{\{\s*\.?([\w.[\]]+)\s*\}\}/g;

function fill(leaf: Leaf, parameters: Parameters): Leaf {
  const text = textOfParts(leaf.parts);
  if (typeof leaf.value !== 'string' || !text.includes('{{')) return leaf;
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(TEMPLATE_EXPRESSION)) {
    const value = parameters.get(match[1]);
    if (!value) continue;
    parts.push(...sliceParts(leaf.parts, at, match.index), ...value.parts);
    at = match.index + match[0].length;
  }
  if (at === 0) return leaf;
  parts.push(...sliceParts(leaf.parts, at, text.length));
  return leafOfParts(parts, leaf.position);
}
