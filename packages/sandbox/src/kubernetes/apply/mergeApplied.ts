import { isJsonObject, isSameJson } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type { JsonObject, JsonValue } from '../KubernetesObject';
import { isAtomicMap, keyOfItem, listRuleAt } from '../listKeys';
import { type FieldSet, hasPath, touchesPath } from './FieldSet';

/** Lays an applied configuration over the live object: maps and keyed lists merge, all else is replaced. */
export function mergeApplied(
  kind: KindDefinition,
  live: JsonObject,
  applied: JsonObject,
  names = '',
): JsonObject {
  const merged: JsonObject = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    const path = names ? `${names}.${name}` : name;
    const present = merged[name];
    if (value === null || value === undefined) continue;
    if (
      isJsonObject(value) &&
      isJsonObject(present) &&
      !isAtomicMap(kind, path)
    ) {
      merged[name] = mergeApplied(kind, present, value, path);
    } else if (Array.isArray(value) && Array.isArray(present)) {
      merged[name] = mergeList(kind, present, value, path);
    } else {
      merged[name] = value;
    }
  }
  return merged;
}

function mergeList(
  kind: KindDefinition,
  live: JsonValue[],
  applied: JsonValue[],
  names: string,
): JsonValue[] {
  const { keys, isSet } = listRuleAt(kind, names);
  if (isSet)
    return [
      ...live,
      ...applied.filter(item => !live.some(other => isSameJson(other, item))),
    ];
  if (!keys) return applied;
  const merged = [...live];
  for (const item of applied) {
    const key = keyOfItem(item, keys);
    const at = merged.findIndex(
      other => key && isSameJson(keyOfItem(other, keys), key),
    );
    if (at < 0 || !isJsonObject(item)) merged.push(item);
    else merged[at] = mergeApplied(kind, merged[at] as JsonObject, item, names);
  }
  return merged;
}

/**
 * Takes out what its only owner no longer applies. An item of a keyed list goes as a whole unless others own
 * something in it; then only the given fields go, and its key stays.
 */
export function removeFields(options: {
  kind: KindDefinition;
  value: JsonObject;
  removed: FieldSet;
  others: FieldSet;
  path?: readonly string[];
  names?: string;
}): JsonObject {
  const { kind, value, removed, others, path = [], names = '' } = options;
  const left: JsonObject = {};
  for (const [name, field] of Object.entries(value)) {
    const step = [...path, `f:${name}`];
    const fieldNames = names ? `${names}.${name}` : name;
    if (hasPath(removed, step)) continue;
    const context = { kind, removed, others, path: step, names: fieldNames };
    if (!touchesPath(removed, step)) left[name] = field;
    else if (isJsonObject(field)) {
      const rest = removeFields({ ...context, value: field });
      if (Object.keys(rest).length > 0 || touchesPath(others, step))
        left[name] = rest;
    } else if (Array.isArray(field)) {
      const rest = removeItems({ ...context, list: field });
      if (rest.length > 0 || touchesPath(others, step)) left[name] = rest;
    }
  }
  return left;
}

function removeItems(options: {
  kind: KindDefinition;
  list: JsonValue[];
  removed: FieldSet;
  others: FieldSet;
  path: readonly string[];
  names: string;
}): JsonValue[] {
  const { kind, list, removed, others, path, names } = options;
  const { keys, isSet } = listRuleAt(kind, names);
  if (isSet)
    return list.filter(
      item => !hasPath(removed, [...path, `v:${JSON.stringify(item)}`]),
    );
  return list.flatMap(item => {
    const key = keys && keyOfItem(item, keys);
    if (!key || !isJsonObject(item)) return [item];
    const itemPath = [...path, `k:${JSON.stringify(key)}`];
    if (!touchesPath(removed, itemPath)) return [item];
    if (hasPath(removed, itemPath) && !touchesPath(others, itemPath)) return [];
    const rest = removeFields({
      kind,
      value: item,
      removed,
      others,
      path: itemPath,
      names,
    });
    return [{ ...key, ...rest }];
  });
}
