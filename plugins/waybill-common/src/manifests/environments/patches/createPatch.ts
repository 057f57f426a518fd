import { definedKeys, isMap, isSame, type JsonMap } from './json';
import type { MergeRules } from './mergeRules';

/**
 * The smallest patch that turns one mapping into another, as a person would write it: only what differs, `null` for what
 * has to go.
 *
 * @returns undefined where nothing differs
 */
export function createPatch(
  from: JsonMap,
  to: JsonMap,
  rules: MergeRules,
  path: readonly string[] = [],
): JsonMap | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of definedKeys(to)) {
    const change = patchValue(from[key], to[key], rules, [...path, key]);
    if (change !== undefined) patch[key] = change;
  }
  for (const key of definedKeys(from)) {
    if (to[key] === undefined) patch[key] = null;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function patchValue(
  from: unknown,
  to: unknown,
  rules: MergeRules,
  path: readonly string[],
): unknown {
  if (isSame(from, to)) return undefined;
  if (isMap(from) && isMap(to)) return createPatch(from, to, rules, path);
  const key = rules(path);
  if (key && Array.isArray(from) && Array.isArray(to)) {
    return patchList(from, to, key, rules, path) ?? to;
  }
  return to;
}

/**
 * Kustomize puts the patch's own items first and leaves the others behind them, so items that have to stand before a new
 * one are named too.
 *
 * @returns undefined where the items cannot be told apart by the key
 */
function patchList(
  from: readonly unknown[],
  to: readonly unknown[],
  key: string,
  rules: MergeRules,
  path: readonly string[],
): unknown[] | undefined {
  const before = indexBy(from, key);
  const after = indexBy(to, key);
  if (!before || !after) return undefined;
  const untouched = untouchedEnd(to, before, key, [...before.keys()]);
  const own = to.slice(0, to.length - untouched).map(item => {
    const map = item as JsonMap;
    const old = before.get(map[key]);
    if (!old) return map;
    return { [key]: map[key], ...createPatch(old, map, rules, path) };
  });
  const gone = [...before.keys()]
    .filter(name => !after.has(name))
    .map(name => ({ [key]: name, $patch: 'delete' }));
  return [...own, ...gone];
}

/** So many items at the end are as they were and in the order in which they were. */
function untouchedEnd(
  to: readonly unknown[],
  before: ReadonlyMap<unknown, JsonMap>,
  key: string,
  order: readonly unknown[],
): number {
  let count = 0;
  let next = order.length;
  for (const item of [...to].reverse()) {
    const name = (item as JsonMap)[key];
    const old = before.get(name);
    const at = order.indexOf(name);
    if (!old || !isSame(old, item) || at >= next) break;
    next = at;
    count += 1;
  }
  return count;
}

function indexBy(
  items: readonly unknown[],
  key: string,
): Map<unknown, JsonMap> | undefined {
  const index = new Map<unknown, JsonMap>();
  for (const item of items) {
    if (!isMap(item) || item[key] === undefined || index.has(item[key])) {
      return undefined;
    }
    index.set(item[key], item);
  }
  return index;
}
