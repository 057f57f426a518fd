import {
  V1_NAME,
  V2_NAME,
  derive,
  hop,
  withObjects,
  without,
} from '../__fixtures__/derive';
import {
  NOT_READY,
  REPOSITORY,
  V1,
  V2,
  declaration,
  deployment,
  health,
  inferenceService,
  kustomization,
  observe,
  ociRepository,
  pod,
  replicaSet,
  waitingFor,
} from '../__fixtures__/placements';
import modelcarPods from '../__fixtures__/cluster/modelcar-pods.json';
import type { Observation } from '../observation';
import type { PlacementInput } from '../PlacementInput';

describe('deriveRunning', () => {
  const rollout = {
    declaration: declaration(V2),
    observations: [
      ociRepository('1.1.0'),
      kustomization('1.1.0'),
      inferenceService(V2),
      deployment(V2, { status: { replicas: 2 } }),
      replicaSet(),
      pod('iris-predictor-1-a', V1),
      pod('iris-predictor-2-b', V2),
    ],
  };
  const replacePod = (...pods: Observation[]) => ({
    observations: [...without('Pod'), ...pods],
  });

  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'old and new pods serve',
      rollout,
      `InProgress RollingOut: A rollout is on its way: 1 pod runs ${V2_NAME}, 1 pod runs ${V1_NAME}.`,
    ],
    [
      'only old pods serve',
      { ...rollout, observations: rollout.observations.slice(0, 6) },
      `InProgress RollingOut: 1 pod runs ${V1_NAME}, not ${V2_NAME}.`,
    ],
    [
      'the old pod is ending',
      {
        ...rollout,
        observations: [
          ...rollout.observations.slice(0, 5),
          pod('iris-predictor-1-a', V1, {
            metadata: { deletionTimestamp: '2026-11-21T11:59:00Z' },
          }),
          pod('iris-predictor-2-b', V2),
        ],
      },
      `Current Running: 1 pod runs ${V2_NAME}.`,
    ],
    [
      'the new pod cannot pull the model',
      {
        ...rollout,
        observations: [
          ...rollout.observations.slice(0, 6),
          pod(
            'iris-predictor-2-b',
            null,
            waitingFor('ErrImagePull', 'manifest unknown'),
          ),
        ],
      },
      `Failed ErrImagePull: The pod iris-predictor-2-b does not run. The container 'modelcar-init' with the model cannot pull its image: manifest unknown. 1 other pod still serves ${V1_NAME}.`,
    ],
    [
      'no pod is ready',
      replacePod(pod('a', V1, NOT_READY), pod('b', V1, NOT_READY)),
      'InProgress NotReady: 2 pods started, none is ready yet. The pod runs and is not ready yet.',
    ],
    [
      'one of two is ready',
      replacePod(pod('a', V1), pod('b', V1, NOT_READY)),
      `InProgress NotReady: 1 of 2 pods are ready and hold ${V1_NAME}.`,
    ],
    [
      'two run',
      replacePod(pod('a', V1), pod('b', V1)),
      `Current Running: 2 pods run ${V1_NAME}.`,
    ],
    [
      'one fails and none is ready',
      replacePod(pod('a', V1, waitingFor('CrashLoopBackOff'))),
      "Failed CrashLoopBackOff: The pod a does not run. The container 'modelcar-init' with the model ends again and again. No pod is ready.",
    ],
    [
      'one fails beside two that tell no digest',
      replacePod(
        pod('a', null),
        pod('b', null),
        pod('c', V1, waitingFor('CrashLoopBackOff')),
      ),
      "Failed CrashLoopBackOff: The pod c does not run. The container 'modelcar-init' with the model ends again and again. 2 other pods still serve.",
    ],
    [
      'the node does not say what it pulled',
      replacePod(
        observe({
          ...(modelcarPods[0] as unknown as Record<string, unknown>),
          metadata: {
            name: 'a',
            namespace: 'models',
            labels: { 'serving.kserve.io/inferenceservice': 'iris' },
          },
        }),
      ),
      'Unknown ImageIdMissing: 1 ready pod cannot be told by digest: the node does not say which bytes of the model it pulled (imageID).',
    ],
    [
      'an evicted pod lies about',
      replacePod(
        pod('a', V1, {
          status: { phase: 'Failed', reason: 'Evicted', conditions: [] },
        }),
        pod('b', V1),
      ),
      `Current Running: 1 pod runs ${V1_NAME}.`,
    ],
    [
      'only an evicted pod is left',
      replacePod(
        pod('a', V1, {
          status: { phase: 'Failed', reason: 'Evicted', conditions: [] },
        }),
      ),
      'Failed Evicted: The pod a does not run. The pod has ended (Evicted). No pod is ready.',
    ],
    [
      'a pod that has ended well is left',
      replacePod(pod('a', V1, { status: { phase: 'Succeeded' } })),
      'NotFound NoPods: No pod runs.',
    ],
    [
      'the last pod is ending',
      replacePod(
        pod('a', V1, {
          metadata: { deletionTimestamp: '2026-11-21T11:59:00Z' },
        }),
      ),
      'Terminating Terminating: The last pods are ending, and no other takes their place.',
    ],
    [
      'a transformer holds no model',
      replacePod(
        pod('a', V1),
        pod('t', null, {
          metadata: { labels: { component: 'transformer' } },
        }),
      ),
      `Current Running: 1 pod runs ${V1_NAME}.`,
    ],
    [
      'it is scaled to zero',
      {
        observations: [
          ...without('Pod', 'Deployment'),
          deployment(V1, {
            spec: { replicas: 0 },
            status: { replicas: 0, updatedReplicas: 0, availableReplicas: 0 },
          }),
        ],
      },
      'Current ScaledToZero: No pod runs now: the model is scaled to zero, and a pod starts when there is work.',
    ],
    [
      'it may be scaled to zero and has no Deployment',
      {
        observations: [
          ...without('Pod', 'Deployment', 'InferenceService'),
          inferenceService(V1, { spec: { predictor: { minReplicas: 0 } } }),
        ],
      },
      'Current ScaledToZero: No pod runs now: the model is scaled to zero, and a pod starts when there is work.',
    ],
    [
      'serving was stopped',
      {
        observations: [
          ...without('Pod', 'InferenceService'),
          inferenceService(V1, {
            metadata: { annotations: { 'serving.kserve.io/stop': 'true' } },
          }),
        ],
      },
      'NotFound Stopped: No pod runs: serving was stopped.',
    ],
    [
      'no pod was started yet',
      {
        observations: [
          ...without('Pod', 'InferenceService'),
          inferenceService(V1, { status: { conditions: [] } }),
        ],
      },
      'InProgress NoPods: No pod was started yet.',
    ],
    [
      'pods were never listed',
      {
        observations: without('Pod'),
        observerHealth: health({
          Pod: {
            state: 'failing',
            lastContactAt: undefined,
            error: 'forbidden',
          },
        }),
      },
      "Unknown ClusterUnavailable: The cluster 'dev' does not answer, and nothing was seen of it before: forbidden.",
    ],
    [
      'neither Git nor the cluster names a digest',
      {
        declaration: undefined,
        observations: withObjects(
          inferenceService(V1, {
            spec: {
              predictor: { model: { storageUri: `oci://${REPOSITORY}:1` } },
            },
          }),
        ),
      },
      `Unknown OtherDigest: 1 pod runs ${V1_NAME}.`,
    ],
  ])('when %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'running')).toBe(expected);
  });

  it('names no digest as the one that runs while two do', () => {
    expect(derive(rollout).runningDigest).toBeUndefined();
    expect(
      derive(rollout).pods.map(({ name, modelDigest }) => [name, modelDigest]),
    ).toEqual([
      ['iris-predictor-1-a', V1],
      ['iris-predictor-2-b', V2],
    ]);
  });

  it('holds an image configuration for no digest of a model', () => {
    const placement = derive(
      replacePod(
        pod('a', null, {
          status: {
            containerStatuses: [
              { name: 'modelcar', imageID: V1, restartCount: 3 },
            ],
          },
        }),
      ),
    );
    expect(placement.pods[0]).toMatchObject({ restarts: 3 });
    expect(placement.pods[0].modelDigest).toBeUndefined();
  });
});
