import { fieldAt, isJsonObject } from '../fieldPath';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';
import { ageColumn, type Column } from './Column';
import { fieldOf } from './cells';

function objectsAt(object: unknown, path: string): JsonObject[] {
  const value = fieldAt(object, path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textAt(object: unknown, path: string): string {
  const value = fieldAt(object, path);
  return value === undefined || value === null ? '' : String(value);
}

function isConditionTrue(pod: KubernetesObject, type: string): boolean {
  return objectsAt(pod, 'status.conditions').some(
    condition => condition.type === type && condition.status === 'True',
  );
}

/** Why the first init container that is not done holds up the pod; undefined when all are done. */
function initReasonOf(pod: KubernetesObject): string | undefined {
  const statuses = objectsAt(pod, 'status.initContainerStatuses');
  for (const [at, container] of statuses.entries()) {
    const exitCode = fieldAt(container, 'state.terminated.exitCode');
    if (exitCode === 0) continue;
    if (exitCode !== undefined)
      return `Init:${
        textAt(container, 'state.terminated.reason') || `ExitCode:${exitCode}`
      }`;
    const waiting = textAt(container, 'state.waiting.reason');
    if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${at}/${objectsAt(pod, 'spec.initContainers').length}`;
  }
  return undefined;
}

/** The word in kubectl's STATUS column, by the same rules as Kubernetes' own printer. */
function statusOf(pod: KubernetesObject): string {
  const phase = textAt(pod, 'status.phase');
  let reason = textAt(pod, 'status.reason') || phase;
  const initReason = initReasonOf(pod);
  if (initReason && !isConditionTrue(pod, 'Initialized')) {
    reason = initReason;
  } else {
    let hasRunning = false;
    let failure = '';
    for (const container of objectsAt(
      pod,
      'status.containerStatuses',
    ).reverse()) {
      const waiting = textAt(container, 'state.waiting.reason');
      const exitCode = fieldAt(container, 'state.terminated.exitCode');
      if (waiting) reason = waiting;
      else if (exitCode !== undefined) {
        reason =
          textAt(container, 'state.terminated.reason') ||
          `ExitCode:${exitCode}`;
        if (exitCode !== 0) failure = reason;
      } else if (
        container.ready === true &&
        fieldAt(container, 'state.running')
      )
        hasRunning = true;
    }
    if (reason === 'Completed' && hasRunning)
      reason = isConditionTrue(pod, 'Ready') ? 'Running' : 'NotReady';
    else if (reason === 'Completed' && failure) reason = failure;
  }
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  return pod.metadata.deletionTimestamp && !isOver ? 'Terminating' : reason;
}

function readyOf(pod: KubernetesObject): string {
  const ready = objectsAt(pod, 'status.containerStatuses').filter(
    container => container.ready === true,
  );
  return `${ready.length}/${objectsAt(pod, 'spec.containers').length}`;
}

function restartsOf(pod: KubernetesObject): string {
  const statuses = objectsAt(pod, 'status.containerStatuses');
  return String(
    statuses.reduce(
      (sum, container) => sum + Number(container.restartCount ?? 0),
      0,
    ),
  );
}

export const podColumns: readonly Column[] = [
  { name: 'Ready', type: 'string', from: readyOf },
  { name: 'Status', type: 'string', from: statusOf },
  { name: 'Restarts', type: 'string', from: restartsOf },
  ageColumn,
  {
    name: 'IP',
    type: 'string',
    priority: 1,
    from: pod => fieldOf(pod, 'status.podIP') ?? '<none>',
  },
  {
    name: 'Node',
    type: 'string',
    priority: 1,
    from: pod => fieldOf(pod, 'spec.nodeName') ?? '<none>',
  },
  { name: 'Nominated Node', type: 'string', priority: 1, from: () => '<none>' },
  {
    name: 'Readiness Gates',
    type: 'string',
    priority: 1,
    from: () => '<none>',
  },
];
