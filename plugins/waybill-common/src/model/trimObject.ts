import type { KubernetesObject } from './observation';

/** Fields that no rule reads, or that may hold secrets, wherever they stand in a spec or template. */
const DROPPED_FIELDS: ReadonlySet<string> = new Set([
  'managedFields',
  'env',
  'envFrom',
  'args',
  'command',
  'lifecycle',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'volumeMounts',
  'securityContext',
  'affinity',
  'tolerations',
  // Of a Kustomization: values that may come from Secrets, and patches of any length.
  'postBuild',
  'patches',
  '__proto__',
]);

const DROPPED_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
]);

/** Read by the rules: they come first, so that an object that is too large loses the rest. */
const FIRST_FIELDS = ['apiVersion', 'kind', 'metadata', 'status', 'spec'];

const MAX_DEPTH = 24;
const MAX_TEXT_LENGTH = 8_192;
const MAX_LIST_LENGTH = 5_000;
/** About as many characters as this are kept of one object. */
const MAX_SIZE = 262_144;

/**
 * A copy of an object without what no rule reads and without what may be secret, of bounded size and depth. What
 * goes into the database and to other replicas is the copy. Never throws; what is no object gives `{}`.
 *
 * @public
 */
export function trimObject(object: unknown): KubernetesObject {
  const budget = { left: MAX_SIZE };
  const trimmed = copy(object, budget, 0, FIRST_FIELDS);
  return isPlain(trimmed) ? trimmed : {};
}

function copy(
  value: unknown,
  budget: { left: number },
  depth: number,
  firstFields: readonly string[] = [],
): unknown {
  if (typeof value === 'string') {
    const text = value.slice(
      0,
      Math.max(0, Math.min(MAX_TEXT_LENGTH, budget.left)),
    );
    budget.left -= text.length;
    return text;
  }
  if (Array.isArray(value)) return copyList(value, budget, depth);
  if (isPlain(value)) return copyFields(value, budget, depth, firstFields);
  return typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

function copyList(
  list: readonly unknown[],
  budget: { left: number },
  depth: number,
): unknown[] {
  const copies: unknown[] = [];
  for (const entry of list.slice(0, MAX_LIST_LENGTH)) {
    if (budget.left <= 0 || depth >= MAX_DEPTH) break;
    budget.left -= 2;
    const copied = copy(entry, budget, depth + 1);
    if (copied !== undefined) copies.push(copied);
  }
  return copies;
}

function copyFields(
  fields: Readonly<Record<string, unknown>>,
  budget: { left: number },
  depth: number,
  firstFields: readonly string[],
): Record<string, unknown> {
  const copies: Record<string, unknown> = {};
  const names = new Set([
    ...firstFields.filter(name => Object.hasOwn(fields, name)),
    ...Object.keys(fields),
  ]);
  for (const name of names) {
    if (budget.left <= 0 || depth >= MAX_DEPTH) break;
    if (DROPPED_FIELDS.has(name) || DROPPED_ANNOTATIONS.has(name)) continue;
    budget.left -= name.length + 4;
    const copied = copy(fields[name], budget, depth + 1);
    if (copied !== undefined) copies[name] = copied;
  }
  return copies;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
