import type { EditingRefusal } from '../EditingError';
import type { TextSource } from '../yaml/TextSource';

/**
 * One scalar in a file: what an edit replaces.
 *
 * @internal
 */
export interface Site {
  readonly path: string;
  /** Range in the file, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Which of the file's documents, from 0. */
  readonly document: number;
  /** `spec.predictor.model.storageUri` */
  readonly field: string;
  readonly style: 'plain' | 'single' | 'double' | 'raw';
  readonly isInFlow: boolean;
  /** What the scalar says now. */
  readonly value: string;
  /** Everywhere that it is used: itself and the aliases of its anchor. */
  readonly uses: readonly string[];
  /** Why it cannot be edited. */
  readonly refusal?: EditingRefusal;
}

/**
 * A piece of a value, and the scalar that says it: a value may be put together from several.
 *
 * @internal
 */
export interface Part {
  readonly text: string;
  /** Absent for what kustomize itself writes, such as the `@` before a digest. */
  readonly site?: Site;
  /** Where the piece begins in the scalar's value. */
  readonly from: number;
  /** The place in a file where the scalar is used: its own, or an alias of it. */
  readonly position?: string;
  /** Whether a digest may be written behind, as a key of its own. */
  readonly takesDigestKey?: boolean;
}

/** @internal */
export interface Leaf {
  readonly type: 'leaf';
  readonly value: unknown;
  readonly parts: readonly Part[];
  /** The place in a file where it is used. */
  readonly position: string;
  /** The text of a block scalar, to be read as YAML itself. */
  readonly embedded?: () => TextSource | EditingRefusal;
}

/** @internal */
export interface MapTree {
  readonly type: 'map';
  readonly entries: Map<string, Tree>;
  readonly place: Place;
}

/** @internal */
export interface ListTree {
  readonly type: 'list';
  readonly items: Tree[];
  readonly place: Place;
}

/** @internal */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly document: number;
}

/** A YAML value that knows where each of its scalars was written. @internal */
export type Tree = Leaf | MapTree | ListTree;

/** @internal */
export function treeAt(
  tree: Tree | undefined,
  ...path: readonly (string | number)[]
): Tree | undefined {
  let found = tree;
  for (const key of path) {
    if (found?.type === 'map') found = found.entries.get(String(key));
    else if (found?.type === 'list' && typeof key === 'number') {
      found = found.items[key];
    } else return undefined;
  }
  return found;
}

/** @internal */
export function leafAt(
  tree: Tree | undefined,
  ...path: readonly (string | number)[]
): Leaf | undefined {
  const found = treeAt(tree, ...path);
  return found?.type === 'leaf' ? found : undefined;
}

/** A text that says something. @internal */
export function textIn(
  tree: Tree | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const leaf = leafAt(tree, ...path);
  return leaf && typeof leaf.value === 'string' && leaf.value !== ''
    ? leaf.value
    : undefined;
}

/** @internal */
export function itemsIn(
  tree: Tree | undefined,
  ...path: readonly (string | number)[]
): readonly Tree[] {
  const found = treeAt(tree, ...path);
  return found?.type === 'list' ? found.items : [];
}

/** @internal */
export function entriesIn(
  tree: Tree | undefined,
  ...path: readonly (string | number)[]
): readonly (readonly [string, Tree])[] {
  const found = treeAt(tree, ...path);
  return found?.type === 'map' ? [...found.entries] : [];
}

/** A copy that may be changed. @internal */
export function cloneTree(tree: Tree): Tree {
  if (tree.type === 'leaf') return tree;
  return tree.type === 'list'
    ? { ...tree, items: tree.items.map(cloneTree) }
    : {
        ...tree,
        entries: new Map(
          [...tree.entries].map(([key, value]) => [key, cloneTree(value)]),
        ),
      };
}

/** What the parts say together. @internal */
export function textOfParts(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}

/** A leaf that is put together. @internal */
export function leafOfParts(parts: readonly Part[], position: string): Leaf {
  return { type: 'leaf', value: textOfParts(parts), parts, position };
}

/** The first file and line that a tree has a say in. @internal */
export function placeOf(tree: Tree): Place {
  if (tree.type !== 'leaf') return tree.place;
  const site = tree.parts.find(part => part.site)?.site;
  return {
    path: site?.path ?? '',
    line: site?.line ?? 1,
    document: site?.document ?? 0,
  };
}
