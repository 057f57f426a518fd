import {
  cloneTree,
  itemsIn,
  type MapTree,
  textIn,
  treeAt,
  type Tree,
} from './Tree';

/**
 * Applies the operations of a JSON patch (RFC 6902) to an object, which is changed.
 *
 * @returns the operations that found nothing to work on
 * @internal
 */
export function applyJsonPatch(target: MapTree, patch: Tree): Tree[] {
  return itemsIn(patch).filter(operation => !applyOperation(target, operation));
}

function applyOperation(target: MapTree, operation: Tree): boolean {
  const path = splitPointer(textIn(operation, 'path') ?? '');
  if (path.length === 0) return false;
  const value = treeAt(operation, 'value');
  switch (textIn(operation, 'op')) {
    case 'add':
    case 'replace':
      return (
        value !== undefined && setAt(target, path, value, isAdd(operation))
      );
    case 'remove':
      return removeAt(target, path) !== undefined;
    case 'copy':
    case 'move':
      return transfer(target, path, operation);
    case 'test':
      return true;
    default:
      return false;
  }
}

function isAdd(operation: Tree): boolean {
  return textIn(operation, 'op') === 'add';
}

function transfer(target: MapTree, path: string[], operation: Tree): boolean {
  const from = splitPointer(textIn(operation, 'from') ?? '');
  const value =
    textIn(operation, 'op') === 'move'
      ? removeAt(target, from)
      : find(target, from);
  return value !== undefined && setAt(target, path, cloneTree(value), true);
}

function find(target: Tree, path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>((tree, key) => {
    if (tree?.type === 'list') return tree.items[Number(key)];
    return tree && treeAt(tree, key);
  }, target);
}

function setAt(
  target: MapTree,
  path: readonly string[],
  value: Tree,
  isInsertion: boolean,
): boolean {
  const parent = find(target, path.slice(0, -1));
  const key = path[path.length - 1];
  if (parent?.type === 'map') {
    parent.entries.set(key, cloneTree(value));
    return true;
  }
  if (parent?.type !== 'list') return false;
  const at = key === '-' ? parent.items.length : Number(key);
  if (!Number.isInteger(at) || at < 0 || at > parent.items.length) return false;
  parent.items.splice(at, isInsertion ? 0 : 1, cloneTree(value));
  return true;
}

function removeAt(target: MapTree, path: readonly string[]): Tree | undefined {
  const parent = find(target, path.slice(0, -1));
  const key = path[path.length - 1];
  if (parent?.type === 'map') {
    const removed = parent.entries.get(key);
    parent.entries.delete(key);
    return removed;
  }
  if (parent?.type !== 'list') return undefined;
  return parent.items.splice(Number(key), 1)[0];
}

function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}
