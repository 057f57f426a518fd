import { readConditions } from '../conditions';
import { listAt, numberAt, textAt, timeAt, valueAt } from '../untrustedJson';
import { isTime } from '../time';
import { terminatingStatus, type ObjectStatus } from './ObjectStatus';

/** A pod that no node takes may yet be taken: cluster autoscalers need a moment (kstatus v0.37 waits as long). */
const SCHEDULE_GRACE_MS = 15_000;

/** Reasons for which the kubelet waits and which do not pass by waiting (kubelet v1.36, `pkg/kubelet/images`, `container`). */
const FAILING_WAITS: ReadonlyMap<string, string> = new Map([
  ['ErrImagePull', 'cannot pull its image'],
  ['ImagePullBackOff', 'cannot pull its image'],
  ['ErrImageNeverPull', 'is not allowed to pull its image'],
  ['InvalidImageName', 'has an image name that is none'],
  ['ImageInspectError', 'cannot look at its image'],
  ['RegistryUnavailable', 'cannot reach the registry of its image'],
  [
    'SignatureValidationFailed',
    'has an image whose signature the node refuses',
  ],
  ['CreateContainerConfigError', 'has settings that cannot be used'],
  ['CreateContainerError', 'cannot be created'],
  ['RunContainerError', 'cannot be started'],
  ['StartError', 'cannot be started'],
  ['CrashLoopBackOff', 'ends again and again'],
]);

/**
 * Pod of `v1`.
 *
 * @internal
 */
export function derivePodStatus(object: unknown, now: string): ObjectStatus {
  return (
    terminatingStatus(object) ??
    deriveEnded(object) ??
    deriveUnschedulable(object, now) ??
    deriveFailingContainer(object) ??
    deriveReadiness(object)
  );
}

function deriveEnded(object: unknown): ObjectStatus | undefined {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Succeeded') {
    return {
      status: 'Current',
      reason: 'Completed',
      message: 'The pod has done its work and ended.',
    };
  }
  if (phase !== 'Failed') return undefined;
  const reason = textAt(object, 'status', 'reason') ?? 'Failed';
  const message = textAt(object, 'status', 'message');
  return {
    status: 'Failed',
    reason,
    message: `The pod has ended${message ? `: ${message}` : ` (${reason}).`}`,
  };
}

function deriveUnschedulable(
  object: unknown,
  now: string,
): ObjectStatus | undefined {
  const scheduled = readConditions(object).get('PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable')
    return undefined;
  const isFresh =
    scheduled.since !== undefined &&
    isTime(now) &&
    Date.parse(now) - Date.parse(scheduled.since) < SCHEDULE_GRACE_MS;
  return {
    status: isFresh ? 'InProgress' : 'Failed',
    reason: scheduled.reason,
    message: `No node of the cluster can take the pod: ${
      scheduled.message ?? 'no reason given'
    }`,
    since: scheduled.since,
  };
}

function deriveFailingContainer(object: unknown): ObjectStatus | undefined {
  const initial = listAt(object, 'status', 'initContainerStatuses');
  const regular = listAt(object, 'status', 'containerStatuses');
  for (const container of [...initial, ...regular].slice(0, 100)) {
    const failing = deriveContainer(container);
    if (failing) return failing;
  }
  return undefined;
}

function deriveContainer(container: unknown): ObjectStatus | undefined {
  const name = textAt(container, 'name') ?? 'without a name';
  const what = name.startsWith('modelcar')
    ? `The container '${name}' with the model`
    : `The container '${name}'`;
  const reason = textAt(container, 'state', 'waiting', 'reason');
  const does = reason === undefined ? undefined : FAILING_WAITS.get(reason);
  if (does) {
    const detail =
      describeEnd(valueAt(container, 'lastState', 'terminated')) ??
      textAt(container, 'state', 'waiting', 'message');
    return {
      status: 'Failed',
      reason,
      message: `${what} ${does}${detail ? `: ${detail}` : '.'}`,
    };
  }
  const ended = valueAt(container, 'state', 'terminated');
  const exitCode = numberAt(ended, 'exitCode');
  if (exitCode === undefined || exitCode === 0) return undefined;
  return {
    status: 'Failed',
    reason: textAt(ended, 'reason') ?? 'Error',
    message: `${what} has ended: ${describeEnd(ended)}`,
    since: timeAt(ended, 'finishedAt'),
  };
}

/** How a container ended, from its `terminated` state. */
function describeEnd(ended: unknown): string | undefined {
  const exitCode = numberAt(ended, 'exitCode');
  if (exitCode === undefined) return undefined;
  const reason = textAt(ended, 'reason');
  const message = textAt(ended, 'message');
  const cause =
    reason === 'OOMKilled'
      ? 'it took more memory than it may'
      : `exit code ${exitCode}`;
  return message ? `${cause}, ${message.trim()}` : `${cause}.`;
}

function deriveReadiness(object: unknown): ObjectStatus {
  const phase = textAt(object, 'status', 'phase');
  const ready = readConditions(object).get('Ready');
  if (ready?.status === 'True') {
    return {
      status: 'Current',
      message: 'The pod is ready.',
      since: ready.since,
    };
  }
  if (phase === 'Pending') {
    return {
      status: 'InProgress',
      reason: 'Pending',
      message: 'The pod is being started.',
      since: ready?.since,
    };
  }
  if (phase === 'Running') {
    return {
      status: 'InProgress',
      reason: ready?.reason ?? 'NotReady',
      message: ready?.message
        ? `The pod runs and is not ready yet: ${ready.message}`
        : 'The pod runs and is not ready yet.',
      since: ready?.since,
    };
  }
  return {
    status: 'Unknown',
    message: `The pod has no phase that Waybill knows${
      phase ? ` ('${phase}')` : ''
    }.`,
  };
}
