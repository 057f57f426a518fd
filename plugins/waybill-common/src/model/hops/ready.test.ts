import {
  V1_NAME,
  derive,
  hop,
  withObjects,
  without,
} from '../__fixtures__/derive';
import {
  V1,
  V2,
  condition,
  declaration,
  deployment,
  inferenceService,
  kustomization,
  pod,
  waitingFor,
} from '../__fixtures__/placements';
import type { PlacementInput } from '../PlacementInput';

describe('deriveReady', () => {
  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'KServe has yet to roll a change out',
      {
        declaration: declaration(V2),
        observations: withObjects(inferenceService(V2)),
      },
      `InProgress RolloutPending: KServe has yet to roll out the change: the pods are still told to hold ${V1_NAME}.`,
    ],
    [
      'the rollout is on its way',
      {
        observations: withObjects(
          deployment(V1, {
            status: { replicas: 2, updatedReplicas: 1, availableReplicas: 1 },
          }),
        ),
      },
      'InProgress undefined: The rollout is not finished. 1 old pod still there.',
    ],
    [
      'the rollout is stuck',
      {
        observations: withObjects(
          deployment(V1, {
            status: {
              conditions: [
                condition(
                  'Progressing',
                  'False',
                  'ProgressDeadlineExceeded',
                  'ReplicaSet "x" has timed out progressing.',
                ),
              ],
            },
          }),
        ),
      },
      'Failed ProgressDeadlineExceeded: The rollout is not finished. The rollout does not get on: ReplicaSet "x" has timed out progressing.',
    ],
    [
      'KServe brings it up, and Flux has given up waiting',
      {
        observations: withObjects(
          inferenceService(V1, {
            status: { conditions: [condition('Ready', 'False', 'x')] },
          }),
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition('Ready', 'False', 'HealthCheckFailed', 'timeout'),
              ],
            },
          }),
        ),
      },
      'InProgress x: KServe is bringing the model up: x. Flux waited for it and has given up for now.',
    ],
    [
      'the model cannot be pulled',
      {
        observations: withObjects(
          inferenceService(V1, {
            status: { conditions: [condition('Ready', 'False')] },
          }),
          pod(
            'iris-predictor-1-a',
            V1,
            waitingFor('ImagePullBackOff', 'Back-off pulling image'),
          ),
        ),
      },
      "Failed ImagePullBackOff: The pod iris-predictor-1-a does not come up. The container 'modelcar-init' with the model cannot pull its image: Back-off pulling image.",
    ],
    [
      'serving was stopped',
      {
        observations: withObjects(
          inferenceService(V1, {
            metadata: { annotations: { 'serving.kserve.io/stop': 'true' } },
          }),
        ),
      },
      'Failed Stopped: Serving was stopped on purpose: remove the annotation serving.kserve.io/stop to start it again.',
    ],
    [
      'in Knative mode the Deployment is not asked',
      {
        observations: withObjects(
          inferenceService(V1, { status: { deploymentMode: 'Knative' } }),
          deployment(V1, { spec: { replicas: 5 } }),
        ),
      },
      'Current Ready: The model is served.',
    ],
    [
      'in Knative mode by annotation alone',
      {
        observations: withObjects(
          inferenceService(V1, {
            metadata: {
              annotations: {
                'serving.kserve.io/deploymentMode': 'Serverless',
              },
            },
            status: { deploymentMode: undefined },
          }),
          deployment(V1, { spec: { replicas: 5 } }),
        ),
      },
      'Current Ready: The model is served.',
    ],
    [
      'there is no Deployment to ask',
      { observations: without('Deployment') },
      'Current Ready: The model is served.',
    ],
  ])('when %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'ready')).toBe(expected);
  });
});
