import { readConditions } from '../conditions';
import { numberAt } from '../untrustedJson';
import { countOf } from '../wording';
import {
  isOutdated,
  terminatingStatus,
  type ObjectStatus,
} from './ObjectStatus';

/**
 * Deployment of `apps/v1`, as kstatus v0.37 and `kubectl rollout status` read it.
 *
 * @internal
 */
export function deriveDeploymentStatus(object: unknown): ObjectStatus {
  const terminating = terminatingStatus(object);
  if (terminating) return terminating;
  const conditions = readConditions(object);
  const progressing = conditions.get('Progressing');
  const failing = conditions.get('ReplicaFailure');
  if (isOutdated(object)) {
    return {
      status: 'InProgress',
      message: 'Kubernetes has not looked at the newest settings yet.',
    };
  }
  if (progressing?.status === 'False') {
    return {
      status: 'Failed',
      reason: progressing.reason,
      message: `The rollout does not get on: ${
        progressing.message ?? progressing.reason ?? 'no reason given'
      }`,
      since: progressing.since,
    };
  }
  if (failing?.status === 'True') {
    return {
      status: 'Failed',
      reason: failing.reason,
      message: `Kubernetes cannot create the pods: ${
        failing.message ?? failing.reason ?? 'no reason given'
      }`,
      since: failing.since,
    };
  }
  return deriveReplicas(object);
}

function deriveReplicas(object: unknown): ObjectStatus {
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const desired = numberAt(object, 'spec', 'replicas') ?? 1;
  const available = readConditions(object).get('Available');
  if (count('updatedReplicas') < desired) {
    return {
      status: 'InProgress',
      message: `${count(
        'updatedReplicas',
      )} of ${desired} pods have the newest settings.`,
    };
  }
  const old = count('replicas') - count('updatedReplicas');
  if (old > 0) {
    return {
      status: 'InProgress',
      message: `${countOf(old, 'old pod')} still there.`,
    };
  }
  if (
    count('availableReplicas') < desired ||
    (desired > 0 && available?.status !== 'True')
  ) {
    return {
      status: 'InProgress',
      reason: available?.reason,
      message: `${count('availableReplicas')} of ${desired} pods are ready.`,
      since: available?.since,
    };
  }
  return {
    status: 'Current',
    reason: available?.reason,
    message:
      desired === 0
        ? 'It is scaled to zero.'
        : `${desired} of ${desired} pods are ready.`,
    since: available?.since,
  };
}
