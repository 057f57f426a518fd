import { isJsonObject } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type {
  JsonObject,
  JsonValue,
  KubernetesObject,
} from '../KubernetesObject';
import { isAtomicMap, keyOfItem, listRuleAt } from '../listKeys';

/** One owned thing of an object: a scalar, an atomic list or map, or the presence of a keyed item. */
export interface Leaf {
  readonly path: readonly string[];
  /** Absent for the presence of an item. */
  readonly value?: JsonValue;
}

/** What nobody owns: identity, and what only the server writes. */
const unowned = new Set([
  'f:apiVersion',
  'f:kind',
  'f:metadata/f:name',
  'f:metadata/f:namespace',
  'f:metadata/f:uid',
  'f:metadata/f:resourceVersion',
  'f:metadata/f:generation',
  'f:metadata/f:creationTimestamp',
  'f:metadata/f:deletionTimestamp',
  'f:metadata/f:deletionGracePeriodSeconds',
  'f:metadata/f:managedFields',
  'f:metadata/f:selfLink',
]);

/** All leaves of an object by their path. */
export function leavesOf(
  kind: KindDefinition,
  object: KubernetesObject,
): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collectMap(kind, object as JsonObject, [], '', leaves);
  return leaves;
}

function add(
  leaves: Map<string, Leaf>,
  path: readonly string[],
  value?: JsonValue,
): void {
  leaves.set(path.join('/'), { path, value });
}

function collectMap(
  kind: KindDefinition,
  map: JsonObject,
  path: readonly string[],
  names: string,
  leaves: Map<string, Leaf>,
): void {
  for (const [name, value] of Object.entries(map)) {
    const step = [...path, `f:${name}`];
    if (
      value === undefined ||
      (step.length <= 2 && unowned.has(step.join('/')))
    )
      continue;
    collect(kind, value, step, names ? `${names}.${name}` : name, leaves);
  }
}

function collect(
  kind: KindDefinition,
  value: JsonValue,
  path: readonly string[],
  names: string,
  leaves: Map<string, Leaf>,
): void {
  if (
    isJsonObject(value) &&
    Object.keys(value).length > 0 &&
    !isAtomicMap(kind, names)
  ) {
    collectMap(kind, value, path, names, leaves);
    return;
  }
  const { keys, isSet } = Array.isArray(value) ? listRuleAt(kind, names) : {};
  if (!Array.isArray(value) || value.length === 0 || (!keys && !isSet)) {
    add(leaves, path, value);
    return;
  }
  for (const item of value) {
    const key = keys && keyOfItem(item, keys);
    if (isSet) add(leaves, [...path, `v:${JSON.stringify(item)}`], item);
    else if (key && isJsonObject(item)) {
      const itemPath = [...path, `k:${JSON.stringify(key)}`];
      add(leaves, itemPath);
      collectMap(kind, item, itemPath, names, leaves);
    }
  }
}
