import { derive, withObjects } from './__fixtures__/derive';
import {
  V1,
  deployment,
  inferenceService,
  observe,
  pod,
  replicaSet,
} from './__fixtures__/placements';
import standardCanary from './__fixtures__/cluster/standard-canary.json';

describe('deriveTracks', () => {
  const canary = observe(
    standardCanary[0] as unknown as Record<string, unknown>,
  );
  const repository = '127.0.0.1:5001/g/iris';
  const stable =
    'sha256:0f8cc4b8c81d647774f67327830708ca872dc98fe2180aa7e2f057fb7fb3a261';
  const next =
    'sha256:1f8cc4b8c81d647774f67327830708ca872dc98fe2180aa7e2f057fb7fb3a261';
  const owned = {
    metadata: {
      ownerReferences: [{ uid: canary.uid }],
      labels: { component: 'predictor' },
    },
  };

  it('tells the share that a canary is meant to have', () => {
    const placement = derive({
      repository,
      declaration: undefined,
      observations: [
        canary,
        deployment(next, {
          metadata: {
            ...owned.metadata,
            name: 'can-v2-predictor',
            uid: 'd2',
          },
        }),
        deployment(stable, {
          metadata: {
            ...owned.metadata,
            name: 'can-v1-predictor',
            uid: 'd1',
          },
        }),
        replicaSet('can-v2-predictor-9', {
          metadata: { ownerReferences: [{ uid: 'd2' }] },
        }),
        pod('can-v1-predictor-8-a', stable, {
          metadata: {
            labels: {
              'serving.kserve.io/inferenceservice': 'can',
              app: 'isvc.can-v1-predictor',
            },
          },
        }),
        pod('can-v2-predictor-9-a', next, {
          metadata: {
            labels: {
              'serving.kserve.io/inferenceservice': 'can',
              app: undefined,
            },
            ownerReferences: [{ uid: 'can-v2-predictor-9' }],
          },
        }),
        pod('can-v2-predictor-9-b', next, {
          metadata: {
            labels: {
              'serving.kserve.io/inferenceservice': 'can',
              app: 'isvc.can-v2-predictor',
            },
          },
        }),
      ],
    });
    expect(placement.tracks).toEqual([
      {
        name: 'stable',
        desiredPercent: 90,
        isReady: true,
        digest: stable,
        revision: 'can-v1-predictor',
      },
      {
        name: 'canary',
        desiredPercent: 10,
        isReady: true,
        digest: next,
        revision: 'can-v2-predictor',
      },
    ]);
    // The canary's pods are meant to hold something else.
    expect(placement.runningDigest).toBe(stable);
    expect(placement.pods).toHaveLength(3);
  });

  it('keeps a canary of which little is known', () => {
    const service = observe({
      ...canary.object,
      spec: {
        ...(canary.object.spec as object),
        canary: [{ predictor: { name: 'v3' } }, { predictor: {} }, 'rubbish'],
      },
    });
    expect(
      derive({ repository, declaration: undefined, observations: [service] })
        .tracks,
    ).toEqual([
      { name: 'stable', desiredPercent: 100, isReady: true, digest: stable },
      { name: 'canary', isReady: false },
    ]);
  });

  it('takes the revision of Knative for the stable one', () => {
    const service = inferenceService(V1, {
      status: {
        components: {
          predictor: {
            latestReadyRevision: 'iris-00002',
            latestCreatedRevision: 'iris-00002',
          },
        },
      },
    });
    expect(
      derive({ observations: withObjects(service) }).tracks[0],
    ).toMatchObject({ revision: 'iris-00002' });
  });
});
