import { type MapTree, textIn, treeAt, type Tree } from '../tree/Tree';

/** One field that a path names. @internal */
export interface FoundField {
  readonly holder: Tree;
  readonly key: string | number;
}

/**
 * `spec.containers.[name=model].image` in pieces, as kustomize splits it: dots within brackets or behind a backslash
 * belong to the piece.
 *
 * @internal
 */
export function splitFieldPath(path: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let isBracketed = false;
  for (let at = 0; at < path.length; at++) {
    const char = path[at];
    if (char === '\\' && path[at + 1] === '.') {
      piece += '.';
      at += 1;
    } else if (char === '.' && !isBracketed) {
      pieces.push(piece);
      piece = '';
    } else {
      if (char === '[') isBracketed = true;
      if (char === ']') isBracketed = false;
      piece += char;
    }
  }
  return [...pieces, piece].filter(Boolean);
}

/**
 * The fields of an object that a path names; several with `*` or a key of a list.
 *
 * @internal
 */
export function findFields(
  tree: MapTree,
  path: readonly string[],
  isCreated = false,
): FoundField[] {
  const [last] = path.slice(-1);
  let holders: Tree[] = [tree];
  for (const piece of path.slice(0, -1)) {
    holders = holders.flatMap(holder => step(holder, piece));
  }
  return holders.flatMap(holder => keysOf(holder, last ?? '', isCreated));
}

function step(holder: Tree, piece: string): Tree[] {
  return keysOf(holder, piece, false).flatMap(({ key }) => {
    const found = treeAt(holder, key);
    return found ? [found] : [];
  });
}

function keysOf(holder: Tree, piece: string, isCreated: boolean): FoundField[] {
  if (holder.type === 'map') {
    // `[waybill.dev/version]`: brackets around a key keep its dots together.
    const key = piece.replace(/^\[([^=]*)\]$/, '$1');
    const isThere = holder.entries.has(key) || isCreated;
    return isThere ? [{ holder, key }] : [];
  }
  if (holder.type === 'leaf') return [];
  const [, name, value] = /^\[([^=]+)=(.*)\]$/.exec(piece) ?? [];
  return holder.items.flatMap((item, at) => {
    const isMeant =
      piece === '*' ||
      Number(piece) === at ||
      (name !== undefined && textIn(item, name) === value);
    return isMeant ? [{ holder, key: at }] : [];
  });
}
