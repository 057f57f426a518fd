/** A model that is served by a Deployment as the builders write it, in the eyes of the portal. */
import {
  buildDeploymentObjects,
  type DeploymentSpec,
  type EnvironmentProfile,
  type KubernetesManifest,
} from '../manifests';
import { derive, hop, V1_NAME, V2_NAME } from './__fixtures__/derive';
import {
  condition,
  kustomization,
  merge,
  observe,
  ociRepository,
  REPOSITORY,
  V1,
  V2,
  declaration,
  type Json,
} from './__fixtures__/placements';
import type { Observation } from './observation';
import { trimObject } from './trimObject';

const SERVER = `r.example/servers/sklearn@sha256:${'9'.repeat(64)}`;
const SPECS: Readonly<Record<DeploymentSpec['delivery'], DeploymentSpec>> = {
  image: { kind: 'Deployment', delivery: 'image' },
  'init-container': {
    kind: 'Deployment',
    delivery: 'init-container',
    image: SERVER,
    unpackImage: SERVER,
  },
  'image-volume': {
    kind: 'Deployment',
    delivery: 'image-volume',
    image: SERVER,
  },
};

function deployments(
  spec: DeploymentSpec,
  digest = V1,
  profile: EnvironmentProfile = {},
): KubernetesManifest[] {
  return buildDeploymentObjects({
    name: 'iris',
    serving: spec,
    profile,
    package: { repository: REPOSITORY, version: '1.0.0', digest },
  }).filter(({ kind }) => kind === 'Deployment');
}

/** As a cluster holds it when its pods are ready, less what the portal does not keep. */
function running(
  manifest: KubernetesManifest,
  changes: Json = {},
): Observation {
  return observe(
    trimObject(
      merge(manifest as unknown as Json, {
        metadata: {
          namespace: 'models',
          uid: manifest.metadata.name,
          generation: 1,
        },
        status: {
          observedGeneration: 1,
          replicas: 1,
          updatedReplicas: 1,
          availableReplicas: 1,
          conditions: [
            condition('Available', 'True', 'MinimumReplicasAvailable'),
          ],
        },
        ...changes,
      }),
    ) as Json,
  );
}

/** The ReplicaSet and the pod that Kubernetes makes of a Deployment. */
function workloadOf(manifest: KubernetesManifest): Observation[] {
  const { name } = manifest.metadata;
  const { template } = manifest.spec as {
    template: {
      metadata: Json;
      spec: {
        initContainers?: { name: string }[];
        containers: { image: string }[];
      };
    };
  };
  const { initContainers = [], containers } = template.spec;
  const [{ image }] = containers;
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-1`,
        namespace: 'models',
        uid: `${name}-1`,
        ownerReferences: [{ uid: name, kind: 'Deployment' }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...template.metadata,
        name: `${name}-1-a`,
        namespace: 'models',
        uid: `${name}-1-a`,
        ownerReferences: [{ uid: `${name}-1`, kind: 'ReplicaSet' }],
      },
      spec: template.spec,
      status: {
        phase: 'Running',
        conditions: [condition('Ready', 'True')],
        initContainerStatuses: initContainers.map(({ name: container }) => ({
          name: container,
          state: { terminated: { exitCode: 0 } },
        })),
        containerStatuses: [
          { name: 'server', ready: true, imageID: image, restartCount: 0 },
        ],
      },
    },
  ].map(object => observe(trimObject(object) as Json));
}

const APPLIED: Json = {
  status: {
    inventory: { entries: [{ id: 'models_iris_apps_Deployment', v: 'v1' }] },
  },
};

function shipped(spec: DeploymentSpec, digest = V1): Observation[] {
  const [stable] = deployments(spec, digest);
  return [
    ociRepository(),
    kustomization('1.0.0', APPLIED),
    running(stable),
    ...workloadOf(stable),
  ];
}

const declared = (digest: string) =>
  declaration(digest, { storageUri: `${REPOSITORY}@${digest}` });

describe('a model that is served by a Deployment', () => {
  it.each(Object.keys(SPECS) as DeploymentSpec['delivery'][])(
    'is followed from Git to its pods by %s',
    delivery => {
      const placement = derive({
        observations: shipped(SPECS[delivery]),
        declaration: declared(V1),
      });
      expect(placement).toMatchObject({
        status: 'Current',
        serving: { kind: 'Deployment', name: 'iris' },
        delivery: { kind: 'Kustomization' },
        declaredDigest: V1,
        runningDigest: V1,
        tracks: [{ name: 'stable', digest: V1, isReady: true }],
        pods: [{ name: 'iris-1-a', modelDigest: V1, isReady: true }],
      });
      expect(hop(placement, 'applied')).toBe(
        `Current Applied: The Deployment 'iris' names ${V1_NAME}, as Git declares.`,
      );
      expect(hop(placement, 'running')).toBe(
        `Current Running: 1 pod runs ${V1_NAME}.`,
      );
    },
  );

  it('is another version than Git declares', () => {
    const placement = derive({
      observations: shipped(SPECS['init-container']),
      declaration: declared(V2),
    });
    expect(hop(placement, 'applied')).toContain(
      `The cluster still names ${V1_NAME}, not ${V2_NAME}`,
    );
    expect(placement.runningDigest).toBe(V1);
  });

  it('does not get on', () => {
    const [stable] = deployments(SPECS['init-container']);
    const placement = derive({
      observations: [
        ociRepository(),
        kustomization('1.0.0', APPLIED),
        running(stable, {
          status: {
            observedGeneration: 1,
            conditions: [
              condition(
                'Progressing',
                'False',
                'ProgressDeadlineExceeded',
                'the model does not load',
              ),
            ],
          },
        }),
      ],
      declaration: declared(V1),
    });
    expect(hop(placement, 'ready')).toBe(
      'Failed ProgressDeadlineExceeded: The rollout does not get on: the model does not load.',
    );
  });

  it('was not applied yet, and says of which kind it will be', () => {
    const placement = derive({
      observations: [ociRepository(), kustomization('1.0.0', APPLIED)],
      declaration: declared(V1),
    });
    expect(hop(placement, 'applied')).toContain(
      'has no Deployment of this model',
    );
    expect(hop(placement, 'ready')).toContain('There is no Deployment');
  });

  it('has a canary with its share of the traffic', () => {
    const [stable, canary] = deployments(
      {
        ...SPECS['init-container'],
        route: { kind: 'HTTPRoute', gateway: { name: 'public' } },
      },
      V1,
      { canary: { trafficPercent: 20, version: '1.1.0', digest: V2 } },
    );
    const placement = derive({
      observations: [
        ociRepository(),
        kustomization('1.0.0', APPLIED),
        ...[canary, stable].flatMap(each => [
          running(each),
          ...workloadOf(each),
        ]),
      ],
      declaration: declared(V1),
    });
    expect(placement.serving?.name).toBe('iris');
    expect(placement.tracks).toEqual([
      {
        name: 'stable',
        desiredPercent: 80,
        isReady: true,
        digest: V1,
        revision: 'iris',
      },
      {
        name: 'canary',
        desiredPercent: 20,
        isReady: true,
        digest: V2,
        revision: 'iris-canary',
      },
    ]);
    expect(hop(placement, 'running')).toBe(
      `Current Running: 1 pod runs ${V1_NAME}.`,
    );
  });

  it('cannot be told by digest where the image only holds it', () => {
    const placement = derive({
      observations: shipped({ ...SPECS.image, image: SERVER }),
      declaration: declared(V1),
    });
    expect(hop(placement, 'running')).toMatch(/^Unknown ImageIdMissing/);
  });

  it('is not one that a controller made, nor one of another repository', () => {
    const [stable] = deployments(SPECS.image);
    const owned = running(stable, {
      metadata: {
        ...stable.metadata,
        namespace: 'models',
        uid: 'iris',
        ownerReferences: [{ uid: 'llm', kind: 'LLMInferenceService' }],
      },
    });
    const other = observe({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'other', namespace: 'models' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'a', image: `${REPOSITORY}-two@${V1}` }],
          },
        },
      },
    });
    expect(derive({ observations: [owned, other] })).toMatchObject({
      presence: 'absent',
    });
  });

  it('is one that nobody annotated, by the image that it runs', () => {
    const byHand = observe({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'by-hand', namespace: 'models' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'a', image: `${REPOSITORY}:1.0.0@${V1}` }],
          },
        },
      },
    });
    expect(
      derive({ observations: [byHand], declaration: declared(V1) }),
    ).toMatchObject({
      serving: { kind: 'Deployment', name: 'by-hand' },
      tracks: [{ name: 'stable', digest: V1 }],
    });
  });
});
