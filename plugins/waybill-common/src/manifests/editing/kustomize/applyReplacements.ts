import {
  itemsIn,
  type Leaf,
  leafAt,
  leafOfParts,
  type MapTree,
  type Part,
  textIn,
  treeAt,
  type Tree,
} from '../tree/Tree';
import { splitParts } from '../tree/sliceParts';
import type { BuildContext } from './BuildContext';
import { findFields, splitFieldPath } from './fieldPaths';
import { localPath, readTrees } from './localFiles';
import type { ObjectTree } from './ObjectTree';
import { isSelected } from './selectObjects';

/**
 * `replacements` of a kustomization: a value is copied from one object into others, so that another scalar decides it.
 *
 * @internal
 */
export function applyReplacements(
  context: BuildContext,
  tree: MapTree,
  folder: string,
  objects: readonly ObjectTree[],
): void {
  for (const entry of itemsIn(tree, 'replacements')) {
    const path = treeAt(entry, 'path');
    const file = path && localPath(context, folder, path);
    const replacements =
      file === undefined
        ? [entry]
        : readTrees(context, file).flatMap(found =>
            found.type === 'list' ? found.items : [found],
          );
    replacements.forEach(found => applyReplacement(context, found, objects));
  }
}

function applyReplacement(
  context: BuildContext,
  replacement: Tree,
  objects: readonly ObjectTree[],
): void {
  const value = sourceValue(replacement, objects);
  if (!value) return;
  for (const target of itemsIn(replacement, 'targets')) {
    for (const object of objects) {
      if (isTarget(context, object, target)) {
        setFields(object, target, value);
      }
    }
  }
}

function sourceValue(
  replacement: Tree,
  objects: readonly ObjectTree[],
): readonly Part[] | undefined {
  const written = leafAt(replacement, 'sourceValue');
  if (written) return written.parts;
  const source = treeAt(replacement, 'source');
  const object = objects.find(
    candidate => source && isSelected(candidate, source) === true,
  );
  const path = textIn(source, 'fieldPath') ?? 'metadata.name';
  const [found] = object ? findFields(object.tree, splitFieldPath(path)) : [];
  const leaf = found && leafAt(found.holder, found.key);
  if (!leaf) return undefined;
  const { delimiter, index } = optionsOf(treeAt(source, 'options'));
  return delimiter ? splitParts(leaf.parts, delimiter)[index] : leaf.parts;
}

function isTarget(
  context: BuildContext,
  object: ObjectTree,
  target: Tree,
): boolean {
  const select = treeAt(target, 'select');
  const answers = [
    isSelected(object, select),
    ...itemsIn(target, 'reject').map(reject => {
      const answer = isSelected(object, reject);
      return answer === undefined ? undefined : !answer;
    }),
  ];
  if (!answers.includes(undefined)) return !answers.includes(false);
  context.block(
    target,
    'FORM_NOT_SUPPORTED',
    'The target of this replacement is chosen by an expression that Waybill does not read: name the object',
  );
  return false;
}

function setFields(
  object: ObjectTree,
  target: Tree,
  value: readonly Part[],
): void {
  const { delimiter, index } = optionsOf(treeAt(target, 'options'));
  const isCreated = leafAt(target, 'options', 'create')?.value === true;
  for (const item of itemsIn(target, 'fieldPaths')) {
    const path = splitFieldPath(textIn(item) ?? '');
    for (const { holder, key } of findFields(object.tree, path, isCreated)) {
      const before = leafAt(holder, key);
      const parts =
        delimiter && before
          ? replacePiece(before, delimiter, index, value)
          : value;
      const leaf = leafOfParts(parts, before?.position ?? 'replacement');
      if (holder.type === 'map') holder.entries.set(String(key), leaf);
      else if (holder.type === 'list') holder.items[Number(key)] = leaf;
    }
  }
}

function replacePiece(
  leaf: Leaf,
  delimiter: string,
  index: number,
  value: readonly Part[],
): Part[] {
  const pieces: (readonly Part[])[] = splitParts(leaf.parts, delimiter);
  if (index < 0) pieces.unshift(value);
  else if (index >= pieces.length) pieces.push(value);
  else pieces[index] = value;
  return pieces.flatMap((piece, at) =>
    at === 0 ? piece : [{ text: delimiter, from: 0 }, ...piece],
  );
}

function optionsOf(options: Tree | undefined) {
  const index = leafAt(options, 'index')?.value;
  return {
    delimiter: textIn(options, 'delimiter'),
    index: typeof index === 'number' ? index : 0,
  };
}
