import {
  itemsIn,
  type MapTree,
  type Part,
  textIn,
  type Tree,
} from '../tree/Tree';
import { leafAt, leafOfParts } from '../tree/Tree';
import { sliceParts } from '../tree/sliceParts';
import type { BuildContext } from './BuildContext';
import { localPath } from './localFiles';
import type { ObjectTree } from './ObjectTree';

/** ConfigMaps of `configMapGenerator`, as far as their values are written out in the repository's YAML. @internal */
export function generateConfigMaps(
  context: BuildContext,
  tree: MapTree,
  folder: string,
): ObjectTree[] {
  return itemsIn(tree, 'configMapGenerator').flatMap(entry => {
    const name = textIn(entry, 'name');
    if (!name) return [];
    const data = new Map<string, Tree>();
    for (const literal of itemsIn(entry, 'literals')) addLiteral(data, literal);
    for (const file of itemsIn(entry, 'files')) {
      addFile(context, folder, data, file);
    }
    return [configMapOf(entry, name, data)];
  });
}

/** `KEY=value` in one scalar: only what is behind the `=` is the value. */
function addLiteral(data: Map<string, Tree>, literal: Tree): void {
  const leaf = leafAt(literal);
  const text = textIn(literal);
  const equals = text?.indexOf('=') ?? -1;
  if (!leaf || !text || equals < 1) return;
  const value = sliceParts(leaf.parts, equals + 1, text.length);
  data.set(text.slice(0, equals), leafOfParts(value, leaf.position));
}

/** `[key=]path`: the whole text of a file; it is looked into as values of a chart. */
function addFile(
  context: BuildContext,
  folder: string,
  data: Map<string, Tree>,
  entry: Tree,
): void {
  const leaf = leafAt(entry);
  const text = textIn(entry);
  if (!leaf || !text) return;
  const equals = text.indexOf('=');
  const path = localPath(context, folder, {
    ...leaf,
    value: text.slice(equals + 1),
  });
  if (path === undefined || !context.index.isFile(path)) return;
  const key = equals > 0 ? text.slice(0, equals) : path.split('/').pop() ?? '';
  const parts: Part[] = [{ text: context.index.textOf(path) ?? '', from: 0 }];
  data.set(key, {
    ...leafOfParts(parts, leaf.position),
    embedded: () => context.index.readFile(path).source,
  });
}

function configMapOf(
  entry: Tree,
  name: string,
  data: Map<string, Tree>,
): ObjectTree {
  const place =
    entry.type === 'leaf' ? { path: '', line: 1, document: 0 } : entry.place;
  const map = (entries: Map<string, Tree>): MapTree => ({
    type: 'map',
    entries,
    place,
  });
  const text = (value: string) =>
    leafOfParts([{ text: value, from: 0 }], `${place.path}:${place.line}`);
  const namespace = textIn(entry, 'namespace');
  return {
    tree: map(
      new Map<string, Tree>([
        ['apiVersion', text('v1')],
        ['kind', text('ConfigMap')],
        ['metadata', map(new Map([['name', text(name)]]))],
        ['data', map(data)],
      ]),
    ),
    apiVersion: 'v1',
    kind: 'ConfigMap',
    names: [name],
    namespaces: namespace ? [namespace] : [],
    isPartial: false,
  };
}
