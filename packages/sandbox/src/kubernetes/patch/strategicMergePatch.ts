import { isJsonObject, isSameJson } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type { JsonObject, JsonValue } from '../KubernetesObject';
import { listRuleAt, strategicKeyAt } from '../listKeys';

const deleteFromPrefix = '$deleteFromPrimitiveList/';
/** Where the two users of strategic merging differ. */
export interface MergeOptions {
  /** kustomize puts the patch's items of a list first, the API server puts new ones last. */
  readonly isPatchFirst?: boolean;
}

type Merge = MergeOptions & { readonly kind: KindDefinition };

const orderPrefix = '$setElementOrder/';

/** Strategic merge patch: like a merge patch, but lists with a merge key are merged item by item. */
export function applyStrategicMergePatch(
  kind: KindDefinition,
  target: JsonObject,
  patch: JsonObject,
  options: MergeOptions = {},
): JsonObject {
  return mergeMaps({ kind, ...options }, target, patch, '');
}

function mergeMaps(
  merge: Merge,
  target: JsonObject,
  patch: JsonObject,
  path: string,
): JsonObject {
  if (patch.$patch === 'replace') return withoutDirectives(patch) as JsonObject;
  const merged: JsonObject = { ...target };
  const keep = patch.$retainKeys;
  if (Array.isArray(keep))
    for (const name of Object.keys(merged))
      if (!keep.includes(name)) delete merged[name];
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(deleteFromPrefix)) {
      const field = name.slice(deleteFromPrefix.length);
      const gone = Array.isArray(value) ? value : [];
      const list = merged[field];
      if (Array.isArray(list))
        merged[field] = list.filter(
          item => !gone.some(other => isSameJson(other, item)),
        );
    } else if (!name.startsWith('$')) {
      mergeField(merge, merged, name, value, path ? `${path}.${name}` : name);
    }
  }
  orderLists(merge, merged, patch, path);
  return merged;
}

function mergeField(
  merge: Merge,
  merged: JsonObject,
  name: string,
  value: JsonValue,
  path: string,
): void {
  const present = merged[name];
  if (value === null) delete merged[name];
  else if (Array.isArray(value))
    merged[name] = mergeLists(
      merge,
      Array.isArray(present) ? present : [],
      value,
      path,
    );
  else if (!isJsonObject(value)) merged[name] = value;
  else if (value.$patch === 'delete') delete merged[name];
  else
    merged[name] = mergeMaps(
      merge,
      isJsonObject(present) ? present : {},
      value,
      path,
    );
}

function mergeLists(
  merge: Merge,
  target: JsonValue[],
  patch: JsonValue[],
  path: string,
): JsonValue[] {
  if (listRuleAt(merge.kind, path).isSet) {
    return [
      ...target,
      ...patch.filter(item => !target.some(other => isSameJson(other, item))),
    ];
  }
  const key = strategicKeyAt(merge.kind, path);
  const isReplaced = patch.some(
    item => isJsonObject(item) && item.$patch === 'replace',
  );
  if (!key || isReplaced)
    return patch.filter(item => !isDirectiveOnly(item)).map(withoutDirectives);
  const merged = [...target];
  for (const item of patch) {
    if (!isJsonObject(item)) continue;
    const at = merged.findIndex(
      other => isJsonObject(other) && isSameJson(other[key], item[key]),
    );
    if (item.$patch === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at < 0) merged.push(withoutDirectives(item));
    else merged[at] = mergeMaps(merge, merged[at] as JsonObject, item, path);
  }
  return merge.isPatchFirst ? patchFirst(merged, patch, key) : merged;
}

function patchFirst(
  merged: readonly JsonValue[],
  patch: readonly JsonValue[],
  key: string,
): JsonValue[] {
  const rankOf = (item: JsonValue) => {
    const rank = patch.findIndex(
      wanted =>
        isJsonObject(wanted) &&
        isJsonObject(item) &&
        isSameJson(wanted[key], item[key]),
    );
    return rank < 0 ? patch.length : rank;
  };
  return [...merged].sort((left, right) => rankOf(left) - rankOf(right));
}

/** `$setElementOrder/x` lists the keys (or values) of list x in the order that the client wants. */
function orderLists(
  merge: Merge,
  merged: JsonObject,
  patch: JsonObject,
  path: string,
): void {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(orderPrefix) || !Array.isArray(order)) continue;
    const field = directive.slice(orderPrefix.length);
    const list = merged[field];
    if (!Array.isArray(list)) continue;
    const key = strategicKeyAt(merge.kind, path ? `${path}.${field}` : field);
    const rankOf = (item: JsonValue) => {
      const rank = order.findIndex(wanted =>
        key && isJsonObject(wanted) && isJsonObject(item)
          ? isSameJson(wanted[key], item[key])
          : isSameJson(wanted, item),
      );
      return rank < 0 ? order.length : rank;
    };
    merged[field] = [...list].sort(
      (left, right) => rankOf(left) - rankOf(right),
    );
  }
}

function isDirectiveOnly(item: JsonValue): boolean {
  return (
    isJsonObject(item) &&
    item.$patch !== undefined &&
    Object.keys(item).length === 1
  );
}

function withoutDirectives(value: JsonValue): JsonValue {
  if (Array.isArray(value))
    return value.filter(item => !isDirectiveOnly(item)).map(withoutDirectives);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !name.startsWith('$') && field !== null)
      .map(([name, field]) => [name, withoutDirectives(field)]),
  );
}
