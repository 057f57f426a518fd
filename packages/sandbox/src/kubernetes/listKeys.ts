import { isJsonObject } from './fieldPath';
import type { JsonObject, JsonValue } from './KubernetesObject';
import type { KindDefinition } from './kinds';

/** How a list merges: `keys` names its items, `isSet` compares whole values; neither means that it is replaced as one. */
export interface ListRule {
  readonly keys?: readonly string[];
  readonly isSet?: boolean;
}

type PathRule = ListRule & {
  readonly path: RegExp;
  readonly strategicKey?: string;
};

/** Lists of every kind's metadata and conditions. Paths are field names without list items. */
const sharedRules: readonly PathRule[] = [
  { path: /^metadata\.ownerReferences$/, keys: ['uid'] },
  { path: /^metadata\.finalizers$/, isSet: true },
  { path: /^status\.conditions$/, keys: ['type'] },
];

/** Lists of the built-in kinds that are worth merging, by the end of their path. */
const builtInRules: readonly PathRule[] = [
  {
    path: /(^|\.)(containers|initContainers|ephemeralContainers)$/,
    keys: ['name'],
  },
  { path: /ontainers\.env$/, keys: ['name'] },
  {
    path: /ontainers\.ports$/,
    keys: ['containerPort', 'protocol'],
    strategicKey: 'containerPort',
  },
  { path: /ontainers\.volumeMounts$/, keys: ['mountPath'] },
  { path: /ontainers\.volumeDevices$/, keys: ['devicePath'] },
  { path: /(^|\.)volumes$/, keys: ['name'] },
  { path: /(^|\.)imagePullSecrets$/, keys: ['name'] },
  { path: /(^|\.)hostAliases$/, keys: ['ip'] },
  {
    path: /(^|\.)topologySpreadConstraints$/,
    keys: ['topologyKey', 'whenUnsatisfiable'],
    strategicKey: 'topologyKey',
  },
  { path: /^spec\.ports$/, keys: ['port', 'protocol'], strategicKey: 'port' },
  { path: /^secrets$/, keys: ['name'] },
  { path: /^status\.addresses$/, keys: ['type'] },
  { path: /^status\.podIPs$/, keys: ['ip'] },
];

/** Maps that are owned and replaced as one. */
const atomicBuiltInMaps =
  /(^|\.)(selector|nodeSelector|labelSelector|involvedObject)$/;

function ruleAt(kind: KindDefinition, path: string): PathRule | undefined {
  const rules = kind.isBuiltIn
    ? [...sharedRules, ...builtInRules]
    : sharedRules;
  return rules.find(rule => rule.path.test(path));
}

/** How server-side apply merges the list at a path. */
export function listRuleAt(kind: KindDefinition, path: string): ListRule {
  return ruleAt(kind, path) ?? {};
}

/** The one field by which a strategic merge patch finds an item of the list; undefined where the list is replaced. */
export function strategicKeyAt(
  kind: KindDefinition,
  path: string,
): string | undefined {
  const rule = ruleAt(kind, path);
  return rule?.strategicKey ?? rule?.keys?.[0];
}

/** Whether server-side apply owns the map at a path as one whole. */
export function isAtomicMap(kind: KindDefinition, path: string): boolean {
  if (kind.atomicFields?.includes(path)) return true;
  return kind.isBuiltIn === true && atomicBuiltInMaps.test(path);
}

/** The key fields of an item; a port without protocol is a TCP port. Undefined when a key is missing. */
export function keyOfItem(
  item: JsonValue,
  keys: readonly string[],
): JsonObject | undefined {
  if (!isJsonObject(item)) return undefined;
  const key: JsonObject = {};
  for (const name of keys) {
    const value = item[name] ?? (name === 'protocol' ? 'TCP' : undefined);
    if (value === undefined) return undefined;
    key[name] = value;
  }
  return key;
}
