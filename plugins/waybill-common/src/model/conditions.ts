import { listAt, textAt, timeAt } from './untrustedJson';

/**
 * One entry of `status.conditions`, as Kubernetes, Flux and Knative write it.
 *
 * @internal
 */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly since?: string;
  /** `Info`: not part of being ready (Knative). */
  readonly severity?: string;
}

/**
 * The conditions of an object by type. Of two with the same type the first counts.
 *
 * @internal
 */
export function readConditions(
  object: unknown,
): ReadonlyMap<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const entry of listAt(object, 'status', 'conditions').slice(0, 100)) {
    const type = textAt(entry, 'type');
    const status = textAt(entry, 'status');
    if (type === undefined || conditions.has(type)) continue;
    conditions.set(type, {
      type,
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      reason: textAt(entry, 'reason'),
      message: textAt(entry, 'message'),
      since: timeAt(entry, 'lastTransitionTime'),
      severity: textAt(entry, 'severity'),
    });
  }
  return conditions;
}
