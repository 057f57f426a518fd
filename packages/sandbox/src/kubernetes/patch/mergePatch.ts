import { isJsonObject } from '../fieldPath';
import type { JsonObject, JsonValue } from '../KubernetesObject';

/** JSON merge patch (RFC 7396): null deletes, objects merge, all else replaces. */
export function applyMergePatch(
  target: JsonValue | undefined,
  patch: JsonValue,
): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = applyMergePatch(merged[name], value);
  }
  return merged;
}
