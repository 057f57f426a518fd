import { isMap, type JsonMap } from './json';
import type { MergeRules } from './mergeRules';

/** What kustomize makes of a patch: the counterpart of `createPatch`. */
export function applyPatch(
  target: JsonMap,
  patch: JsonMap,
  rules: MergeRules,
  path: readonly string[] = [],
): JsonMap {
  const result: Record<string, unknown> = { ...target };
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = patchedValue(result[key], change, rules, [...path, key]);
  }
  return result;
}

function patchedValue(
  from: unknown,
  change: unknown,
  rules: MergeRules,
  path: readonly string[],
): unknown {
  if (isMap(from) && isMap(change)) {
    return applyPatch(from, change, rules, path);
  }
  const key = rules(path);
  if (key && Array.isArray(from) && Array.isArray(change)) {
    return patchedList(
      from as JsonMap[],
      change as JsonMap[],
      key,
      rules,
      path,
    );
  }
  return change;
}

function patchedList(
  from: readonly JsonMap[],
  change: readonly JsonMap[],
  key: string,
  rules: MergeRules,
  path: readonly string[],
): JsonMap[] {
  const named = new Set(change.map(item => item[key]));
  const own = change
    .filter(item => item.$patch !== 'delete')
    .map(item => {
      const old = from.find(candidate => candidate[key] === item[key]);
      return old ? applyPatch(old, item, rules, path) : item;
    });
  return [...own, ...from.filter(item => !named.has(item[key]))];
}
