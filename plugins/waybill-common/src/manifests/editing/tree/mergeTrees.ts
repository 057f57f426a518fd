import { cloneTree, type MapTree, textIn, type Tree } from './Tree';

/**
 * Lists of Kubernetes' own kinds that a strategic merge patch merges by a key; those of other kinds it replaces.
 * Source: `patchMergeKey` of k8s.io/api v0.36 core/v1.
 */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
};

/** How lists are taken over. @internal */
export type ListRule = 'replace' | 'by-key';

/**
 * Puts a patch over a map, which is changed: what kustomize's strategic merge does, and Helm's with `replace`.
 *
 * @returns whether the whole object is deleted
 * @internal
 */
export function mergeInto(
  target: MapTree,
  patch: MapTree,
  rule: ListRule,
): { readonly isDeleted: boolean } {
  const directive = textIn(patch, '$patch');
  if (directive === 'delete') return { isDeleted: true };
  if (directive === 'replace') target.entries.clear();
  for (const [key, value] of patch.entries) {
    if (key === '$patch') continue;
    if (isNull(value)) target.entries.delete(key);
    else mergeEntry(target, key, value, rule);
  }
  return { isDeleted: false };
}

function mergeEntry(
  target: MapTree,
  key: string,
  value: Tree,
  rule: ListRule,
): void {
  const existing = target.entries.get(key);
  if (value.type === 'map' && existing?.type === 'map') {
    if (mergeInto(existing, value, rule).isDeleted) target.entries.delete(key);
    return;
  }
  const mergeKey = rule === 'by-key' ? MERGE_KEYS[key] : undefined;
  if (mergeKey && value.type === 'list' && existing?.type === 'list') {
    mergeList(existing.items, value.items, mergeKey, rule);
    return;
  }
  if (value.type === 'map') {
    // A directive inside of something new must not stay behind as a field.
    const fresh: MapTree = { ...value, entries: new Map() };
    if (!mergeInto(fresh, value, rule).isDeleted) {
      target.entries.set(key, fresh);
    }
    return;
  }
  target.entries.set(key, cloneTree(value));
}

function mergeList(
  target: Tree[],
  patch: readonly Tree[],
  key: string,
  rule: ListRule,
): void {
  const isReplaced = patch.some(item => textIn(item, '$patch') === 'replace');
  if (isReplaced) {
    target.length = 0;
  }
  const added: Tree[] = [];
  for (const item of patch) {
    const name = textIn(item, key);
    const at = target.findIndex(
      existing => name !== undefined && textIn(existing, key) === name,
    );
    const existing = target[at];
    if (existing?.type === 'map' && item.type === 'map') {
      if (mergeInto(existing, item, rule).isDeleted) target.splice(at, 1);
    } else if (!textIn(item, '$patch')) {
      added.push(cloneTree(item));
    }
  }
  target.unshift(...added);
}

function isNull(tree: Tree): boolean {
  return tree.type === 'leaf' && tree.value === null;
}
