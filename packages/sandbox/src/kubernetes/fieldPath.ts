import type { JsonObject, JsonValue } from './KubernetesObject';

/** Whether a value is a JSON object (no list, no null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path (`spec.template.spec`), or undefined where the path ends early. */
export function fieldAt(object: unknown, path: string): JsonValue | undefined {
  let value: unknown = object;
  for (const name of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value as JsonValue | undefined;
}

/** Sets the value at a dotted path when its parent is there; answers whether it was. */
export function setFieldWithParent(
  object: unknown,
  path: string,
  value: JsonValue,
): boolean {
  const at = path.lastIndexOf('.');
  const parent = at < 0 ? object : fieldAt(object, path.slice(0, at));
  if (!isJsonObject(parent)) return false;
  parent[path.slice(at + 1)] = value;
  return true;
}

/** Whether two JSON values are the same, whatever the order of their fields. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, at) => isSameJson(item, right[at]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left).filter(name => left[name] !== undefined);
  const others = Object.keys(right).filter(name => right[name] !== undefined);
  return (
    names.length === others.length &&
    names.every(name => isSameJson(left[name], right[name]))
  );
}
