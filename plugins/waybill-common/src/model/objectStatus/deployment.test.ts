import {
  condition,
  deployment,
  DELETED,
  type Json,
} from '../__fixtures__/placements';
import { statusOf } from '../__fixtures__/statusOf';

describe('status of a Deployment', () => {
  const workload = (changes: Json = {}) =>
    deployment(undefined, changes).object;
  it.each<[string, unknown, string]>([
    [
      'rolled out',
      workload(),
      'Current MinimumReplicasAvailable: 1 of 1 pods are ready.',
    ],
    [
      'scaled to zero',
      workload({
        spec: { replicas: 0 },
        status: {
          replicas: 0,
          updatedReplicas: 0,
          availableReplicas: 0,
          conditions: [],
        },
      }),
      'Current undefined: It is scaled to zero.',
    ],
    [
      'with newer settings',
      workload({ metadata: { generation: 2 } }),
      'InProgress undefined: Kubernetes has not looked at the newest settings yet.',
    ],
    [
      'with pods to come',
      workload({ status: { updatedReplicas: undefined } }),
      'InProgress undefined: 0 of 1 pods have the newest settings.',
    ],
    [
      'with old pods',
      workload({ status: { replicas: 3 } }),
      'InProgress undefined: 2 old pods still there.',
    ],
    [
      'with pods that are not ready',
      workload({
        spec: { replicas: undefined },
        status: {
          availableReplicas: undefined,
          conditions: [
            condition('Available', 'False', 'MinimumReplicasUnavailable'),
          ],
        },
      }),
      'InProgress MinimumReplicasUnavailable: 0 of 1 pods are ready.',
    ],
    [
      'that does not say whether it is available',
      workload({ status: { conditions: [] } }),
      'InProgress undefined: 1 of 1 pods are ready.',
    ],
    [
      'timed out',
      workload({
        status: {
          conditions: [
            condition('Progressing', 'False', 'ProgressDeadlineExceeded'),
          ],
        },
      }),
      'Failed ProgressDeadlineExceeded: The rollout does not get on: ProgressDeadlineExceeded.',
    ],
    [
      'stuck without a reason',
      workload({
        status: { conditions: [condition('Progressing', 'False')] },
      }),
      'Failed undefined: The rollout does not get on: no reason given.',
    ],
    [
      'over quota',
      workload({
        status: {
          conditions: [
            condition(
              'ReplicaFailure',
              'True',
              'FailedCreate',
              'exceeded quota',
            ),
          ],
        },
      }),
      'Failed FailedCreate: Kubernetes cannot create the pods: exceeded quota.',
    ],
    [
      'refused',
      workload({
        status: {
          conditions: [condition('ReplicaFailure', 'True', 'FailedCreate')],
        },
      }),
      'Failed FailedCreate: Kubernetes cannot create the pods: FailedCreate.',
    ],
    [
      'refused without a reason',
      workload({
        status: { conditions: [condition('ReplicaFailure', 'True')] },
      }),
      'Failed undefined: Kubernetes cannot create the pods: no reason given.',
    ],
    [
      'deleted',
      workload(DELETED),
      'Terminating Deleted: The object is being deleted.',
    ],
  ])('%s', (_, object, expected) => {
    expect(statusOf(object)).toBe(expected);
  });
});
