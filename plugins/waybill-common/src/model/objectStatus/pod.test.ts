import modelcarPods from '../__fixtures__/cluster/modelcar-pods.json';
import {
  NOT_READY,
  condition,
  pod,
  waitingFor,
  DELETED,
  type Json,
} from '../__fixtures__/placements';
import { statusOf } from '../__fixtures__/statusOf';

describe('status of a Pod', () => {
  const running = (changes: Json = {}) => pod('p', undefined, changes).object;
  const container = (state: Json, more: Json = {}) =>
    running({
      status: {
        conditions: [],
        containerStatuses: [{ name: 'kserve-container', state, ...more }],
      },
    });
  const unscheduled = (since: string | undefined, message?: string) =>
    running({
      status: {
        phase: 'Pending',
        containerStatuses: [],
        initContainerStatuses: [],
        conditions: [
          {
            ...condition('PodScheduled', 'False', 'Unschedulable', message),
            lastTransitionTime: since,
          },
        ],
      },
    });
  it.each<[string, unknown, string]>([
    ['ready', modelcarPods[0], 'Current undefined: The pod is ready.'],
    [
      'running and not ready',
      running(NOT_READY),
      'InProgress ContainersNotReady: The pod runs and is not ready yet.',
    ],
    [
      'running and not ready, with a message',
      running({
        status: {
          conditions: [
            condition(
              'Ready',
              'False',
              undefined,
              'containers with unready status: [kserve-container]',
            ),
          ],
        },
      }),
      'InProgress NotReady: The pod runs and is not ready yet: containers with unready status: [kserve-container].',
    ],
    [
      'being created',
      running(waitingFor('PodInitializing')),
      'InProgress Pending: The pod is being started.',
    ],
    [
      'done',
      running({ status: { phase: 'Succeeded' } }),
      'Current Completed: The pod has done its work and ended.',
    ],
    [
      'evicted',
      running({
        status: {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'The node was low on memory.',
        },
      }),
      'Failed Evicted: The pod has ended: The node was low on memory.',
    ],
    [
      'failed',
      running({ status: { phase: 'Failed' } }),
      'Failed Failed: The pod has ended (Failed).',
    ],
    [
      'deleted',
      running(DELETED),
      'Terminating Deleted: The object is being deleted.',
    ],
    [
      'that no node takes',
      unscheduled(
        '2026-11-21T11:00:00Z',
        '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.',
      ),
      'Failed Unschedulable: No node of the cluster can take the pod: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.',
    ],
    [
      'that no node takes at first',
      unscheduled('2026-11-21T11:59:50Z'),
      'InProgress Unschedulable: No node of the cluster can take the pod: no reason given.',
    ],
    [
      'that no node takes, since when is not told',
      unscheduled(undefined),
      'Failed Unschedulable: No node of the cluster can take the pod: no reason given.',
    ],
    [
      'that waits for a gate',
      running({
        status: {
          phase: 'Pending',
          conditions: [condition('PodScheduled', 'False', 'SchedulingGated')],
        },
      }),
      'InProgress Pending: The pod is being started.',
    ],
    [
      'that cannot pull',
      container({
        waiting: { reason: 'ErrImagePull', message: 'not found' },
      }),
      "Failed ErrImagePull: The container 'kserve-container' cannot pull its image: not found.",
    ],
    [
      'that cannot pull and says nothing',
      container({ waiting: { reason: 'ImagePullBackOff' } }),
      "Failed ImagePullBackOff: The container 'kserve-container' cannot pull its image.",
    ],
    [
      'that crashes',
      container(
        { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        {
          lastState: {
            terminated: {
              exitCode: 1,
              reason: 'Error',
              message: 'ModuleNotFoundError: joblib\n',
            },
          },
        },
      ),
      "Failed CrashLoopBackOff: The container 'kserve-container' ends again and again: exit code 1, ModuleNotFoundError: joblib.",
    ],
    [
      'that takes too much memory',
      container(
        { waiting: { reason: 'CrashLoopBackOff' } },
        { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
      ),
      "Failed CrashLoopBackOff: The container 'kserve-container' ends again and again: it took more memory than it may.",
    ],
    [
      'that has just ended',
      container({
        terminated: { exitCode: 2, finishedAt: '2026-11-21T11:00:00Z' },
      }),
      "Failed Error: The container 'kserve-container' has ended: exit code 2.",
    ],
    [
      'that has ended well',
      container({ terminated: { exitCode: 0 } }),
      'InProgress NotReady: The pod runs and is not ready yet.',
    ],
    [
      'with a container without a name',
      running({
        status: {
          conditions: [],
          containerStatuses: [
            { state: { waiting: { reason: 'CreateContainerError' } } },
          ],
        },
      }),
      "Failed CreateContainerError: The container 'without a name' cannot be created.",
    ],
    [
      'of an unknown phase',
      running({ status: { phase: 'Odd', conditions: [] } }),
      "Unknown undefined: The pod has no phase that Waybill knows ('Odd').",
    ],
    [
      'without a status',
      running({ status: undefined }),
      'Unknown undefined: The pod has no phase that Waybill knows.',
    ],
  ])('%s', (_, object, expected) => {
    expect(statusOf(object)).toBe(expected);
  });
});
