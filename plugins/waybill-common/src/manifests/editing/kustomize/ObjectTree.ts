import { cloneTree, type MapTree, textIn, type Tree } from '../tree/Tree';

/**
 * A Kubernetes object as it stands after what was done to it so far.
 *
 * @internal
 */
export interface ObjectTree {
  readonly tree: MapTree;
  readonly apiVersion: string;
  readonly kind: string;
  /** All that it was ever called: patches may name it by any of them. The last is its own. */
  readonly names: string[];
  readonly namespaces: string[];
  /** Made of patches alone: the rest of it is not in the repository. */
  readonly isPartial: boolean;
}

/** Objects that a file's documents hold, those in a `List` included. @internal */
export function objectsOf(trees: readonly Tree[]): ObjectTree[] {
  return trees.flatMap(tree => {
    if (tree.type !== 'map') return [];
    const items = tree.entries.get('items');
    if (textIn(tree, 'kind')?.endsWith('List') && items?.type === 'list') {
      return objectsOf(items.items);
    }
    const object = objectOf(tree);
    return object ? [object] : [];
  });
}

/** @internal */
export function objectOf(
  tree: MapTree,
  options: { readonly isPartial?: boolean } = {},
): ObjectTree | undefined {
  const kind = textIn(tree, 'kind');
  const apiVersion = textIn(tree, 'apiVersion');
  const name = textIn(tree, 'metadata', 'name');
  if (!kind || !apiVersion) return undefined;
  const namespace = textIn(tree, 'metadata', 'namespace');
  return {
    tree: cloneTree(tree) as MapTree,
    apiVersion,
    kind,
    names: name ? [name] : [],
    namespaces: namespace ? [namespace] : [],
    isPartial: options.isPartial ?? false,
  };
}

/** @internal */
export function nameOf({ names }: ObjectTree): string {
  return names[names.length - 1] ?? '';
}

/** @internal */
export function namespaceOf({ namespaces }: ObjectTree): string | undefined {
  return namespaces[namespaces.length - 1];
}

/** @internal */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** Whether a kind is Kubernetes' own: its lists are merged by key. @internal */
export function isBuiltIn(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || group.endsWith('.k8s.io');
}
