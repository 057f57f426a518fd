import { definedKeys, isMap, type JsonMap } from '../patches';
import { mergeNames } from './namedLists';

/** What is one value as a whole, as people know it from other charts. */
export const BLOCKS = new Set([
  'resources',
  'env',
  'args',
  'command',
  'nodeSelector',
  'tolerations',
  'affinity',
  'metrics',
  'canary',
]);

/** What people look for in the values of a chart, even where all environments have it alike. */
const KNOBS = new Set([
  'resources',
  'replicas',
  'minReplicas',
  'maxReplicas',
  'minReplicaCount',
  'maxReplicaCount',
  'minAvailable',
  'nodeSelector',
  'tolerations',
]);

/** Whether something within is to be a value, and can be reached. */
export function hasKnob(value: unknown): boolean {
  if (Array.isArray(value)) {
    return mergeNames([value]) !== undefined && value.some(hasKnob);
  }
  return (
    isMap(value) &&
    definedKeys(value).some(
      key => KNOBS.has(key) || (!BLOCKS.has(key) && hasKnob(value[key])),
    )
  );
}

/** What `with` takes for something. */
export function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

export function emptyOf(found: readonly unknown[]): unknown {
  if (!found.every(isFilled)) return null;
  if (found.every(Array.isArray)) return [];
  return found.every(isMap) ? {} : null;
}

/** Maps that are never empty, whatever the values. */
export function haveCommonField(found: readonly unknown[]): boolean {
  return (
    found.every(isMap) &&
    definedKeys(found[0] as JsonMap).some(key =>
      found.every(map => (map as JsonMap)[key] !== undefined),
    )
  );
}
