import { fieldAt, isJsonObject } from '../../../kubernetes/fieldPath';
import { splitApiVersion } from '../../../kubernetes/kinds';
import type { JsonObject, KubernetesObject } from '../../../kubernetes';
import { evaluateCel } from '../cel';
import type { HealthCheckExpr } from '../fluxObjects';

/** kstatus's words. */
export type HealthStatus =
  | 'Current'
  | 'InProgress'
  | 'Failed'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

/** The status of an object by kstatus's rules, or by the expressions that are given for its kind. */
export function healthOf(
  object: KubernetesObject | undefined,
  expressions: readonly HealthCheckExpr[],
): HealthStatus {
  if (!object) return 'NotFound';
  const { group } = splitApiVersion(object.apiVersion);
  const custom = expressions.find(
    each =>
      each.kind === object.kind &&
      splitApiVersion(each.apiVersion).group === group,
  );
  return custom ? healthByExpression(object, custom) : kstatusOf(object);
}

function healthByExpression(
  object: KubernetesObject,
  expressions: HealthCheckExpr,
): HealthStatus {
  const observed = fieldAt(object, 'status.observedGeneration');
  const { generation } = object.metadata;
  if (
    typeof observed === 'number' &&
    generation !== undefined &&
    observed !== generation
  )
    return 'InProgress';
  const order = [
    ['InProgress', expressions.inProgress],
    ['Failed', expressions.failed],
    ['Current', expressions.current],
  ] as const;
  try {
    return (
      order.find(
        ([, expression]) => expression && evaluateCel(expression, object),
      )?.[0] ?? 'InProgress'
    );
  } catch {
    return 'Unknown';
  }
}

function conditionsOf(object: KubernetesObject): JsonObject[] {
  const conditions = fieldAt(object, 'status.conditions');
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}

function isCondition(
  object: KubernetesObject,
  type: string,
  status: string,
): boolean {
  return conditionsOf(object).some(
    condition => condition.type === type && condition.status === status,
  );
}

/** The generic rules of kstatus, and those of the built-in kinds that are applied here. */
export function kstatusOf(object: KubernetesObject): HealthStatus {
  const { deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp) return 'Terminating';
  const observed = fieldAt(object, 'status.observedGeneration');
  if (
    typeof observed === 'number' &&
    generation !== undefined &&
    observed !== generation
  )
    return 'InProgress';
  if (isCondition(object, 'Reconciling', 'True')) return 'InProgress';
  if (isCondition(object, 'Stalled', 'True')) return 'Failed';
  if (object.kind === 'Deployment') return deploymentHealth(object);
  if (object.kind === 'Pod') return podHealth(object);
  const ready = conditionsOf(object).find(({ type }) => type === 'Ready');
  return !ready || ready.status === 'True' ? 'Current' : 'InProgress';
}

function deploymentHealth(object: KubernetesObject): HealthStatus {
  const count = (path: string) => Number(fieldAt(object, path) ?? 0);
  const desired = Number(fieldAt(object, 'spec.replicas') ?? 1);
  const isOverdue = conditionsOf(object).some(
    ({ reason }) => reason === 'ProgressDeadlineExceeded',
  );
  if (isOverdue) return 'Failed';
  const isRolledOut = [
    count('status.replicas') === desired,
    count('status.updatedReplicas') >= desired,
    count('status.availableReplicas') >= desired,
    count('status.readyReplicas') >= desired,
  ].every(Boolean);
  return isRolledOut && isCondition(object, 'Available', 'True')
    ? 'Current'
    : 'InProgress';
}

function podHealth(object: KubernetesObject): HealthStatus {
  const phase = fieldAt(object, 'status.phase');
  if (phase === 'Succeeded') return 'Current';
  if (phase === 'Failed') return 'Failed';
  return isCondition(object, 'Ready', 'True') ? 'Current' : 'InProgress';
}
