import { derivePlacement } from './derivePlacement';
import deployments from './__fixtures__/cluster/deployments.json';
import inferenceServices from './__fixtures__/cluster/inferenceservices.json';
import kustomizations from './__fixtures__/cluster/kustomizations.json';
import ociRepositories from './__fixtures__/cluster/ocirepositories.json';
import pods from './__fixtures__/cluster/pods.json';
import replicaSets from './__fixtures__/cluster/replicasets.json';
import { findPlacementObjects } from './findPlacementObjects';
import { OBSERVED_KINDS } from './kinds';
import type { KubernetesObject, Observation } from './observation';
import type { Placement } from './placement';
import { trimObject } from './trimObject';
import { HOP_NAMES, type HopName } from './waybill';

const DIGEST =
  'sha256:0f8cc4b8c81d647774f67327830708ca872dc98fe2180aa7e2f057fb7fb3a261';
const REPOSITORY = '127.0.0.1:5001/g/iris';
const ENVIRONMENT = {
  name: 'dev',
  title: 'Development',
  cluster: 'dev',
  namespace: 'models',
};
const NOW = '2026-11-21T09:45:00Z';

/** All events in the order in which the API server wrote them. */
const EVENTS = [
  deployments,
  inferenceServices,
  kustomizations,
  ociRepositories,
  pods,
  replicaSets,
]
  .flatMap(stream => stream as readonly KubernetesObject[])
  .sort((left, right) => revisionOf(left) - revisionOf(right));

function revisionOf(object: KubernetesObject): number {
  return Number(object.metadata?.resourceVersion);
}

function observe(object: KubernetesObject): Observation {
  const { metadata } = object;
  return {
    cluster: 'dev',
    apiVersion: object.apiVersion ?? '',
    kind: object.kind ?? '',
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    resourceVersion: metadata?.resourceVersion ?? '',
    observedAt: '2026-11-21T09:44:00Z',
    object: trimObject(object),
  };
}

/** What was held of the cluster when it had told everything up to a resource version, of one InferenceService. */
function placementAt(revision: number, serving: string): Placement {
  const held = new Map<string, Observation>();
  for (const event of EVENTS) {
    if (revisionOf(event) > revision) break;
    const observation = observe(event);
    const { kind, namespace, name } = observation;
    if (kind === 'InferenceService' && name !== serving) continue;
    held.set([kind, namespace, name].join('/'), observation);
  }
  return derivePlacement({
    environment: ENVIRONMENT,
    repository: REPOSITORY,
    versions: { items: [{ tag: '1.0.0', digest: DIGEST }], asOf: NOW },
    verdicts: {
      [DIGEST]: {
        state: 'verified',
        reason: 'SignatureVerified',
        message: "Signed with the key 'default'.",
        digest: DIGEST,
        forms: ['bundle'],
        attestations: [],
        findings: [],
        checkedAt: NOW,
      },
    },
    declaration: {
      environment: 'dev',
      url: 'https://git.example.com/ml/iris',
      state: 'found',
      storageUri: `oci://${REPOSITORY}@${DIGEST}`,
      digest: DIGEST,
      asOf: NOW,
    },
    observations: [...held.values()],
    observerHealth: OBSERVED_KINDS.map(({ kind }) => ({
      cluster: 'dev',
      kind,
      state: 'watching' as const,
      lastContactAt: NOW,
    })),
    now: NOW,
  });
}

/** `status reason: message` of a hop. */
function hop(placement: Placement, name: HopName): string {
  const found = placement.waybill.hops.find(
    candidate => candidate.name === name,
  );
  return `${found?.status} ${found?.reason}: ${found?.message}`;
}

const NAME = 'version 1.0.0 (sha256:0f8cc4b8c81d)';
const COMING_UP =
  'InProgress MinimumReplicasUnavailable: KServe is bringing the model up: Deployment does not have minimum availability.';
const NOT_READY =
  'InProgress NotReady: 1 pod started, none is ready yet. The pod runs and is not ready yet.';
const SYNCED_1 =
  'Current Succeeded: Flux has fetched the manifests 1.0.0 and trusts their signature.';
const SYNCED_2 =
  'Current Succeeded: Flux has fetched the manifests 1.1.0 and trusts their signature.';
const REFUSED =
  'Failed VerificationError: Flux refuses the manifests 1.2.0: it finds no signature on them that it trusts. It keeps the manifests 1.1.0.';
const STOPPED =
  'Failed Stopped: Serving was stopped on purpose: remove the annotation serving.kserve.io/stop to start it again.';

/** Notable moments of the run, by the resource version at which they had come about. */
const MOMENTS: readonly (readonly [
  string,
  string,
  number,
  Partial<Record<HopName, string>>,
])[] = [
  [
    'the first pod is there before the serving object was told',
    'iris',
    434,
    { applied: 'NotFound NotShipped: Not shipped to dev yet.' },
  ],
  [
    'an InferenceService comes up that no Flux object delivers',
    'iris',
    443,
    {
      synced:
        'NotFound NoDelivery: No Flux object delivers the model to dev: what serves it there was put there in another way.',
      applied: `Current Applied: The InferenceService 'iris' names ${NAME}, as Git declares.`,
      ready: COMING_UP,
      running: NOT_READY,
    },
  ],
  [
    'Flux has applied 1.0.0 and given up waiting for it',
    'iris2',
    635,
    {
      synced: SYNCED_1,
      applied: `Current Applied: The InferenceService 'iris2' names ${NAME}, as Git declares.`,
      ready: `${COMING_UP} Flux waited for it and has given up for now.`,
      running: NOT_READY,
    },
  ],
  ['Flux tries again', 'iris2', 656, { synced: SYNCED_1, ready: COMING_UP }],
  [
    'Flux looks for newer manifests',
    'iris2',
    662,
    {
      synced:
        'Current Progressing: Flux has fetched the manifests 1.0.0 and trusts their signature.',
    },
  ],
  [
    'Flux has seen 1.1.0',
    'iris2',
    663,
    {
      synced:
        'Current Progressing: Flux has fetched the manifests 1.0.0 and trusts their signature.',
    },
  ],
  ['Flux has fetched 1.1.0', 'iris2', 666, { synced: SYNCED_2 }],
  [
    'Flux finds no signature on 1.2.0',
    'iris2',
    678,
    { synced: REFUSED, ready: COMING_UP },
  ],
  ['Flux reports that', 'iris2', 680, { synced: REFUSED }],
  ['Flux tries 1.2.0 again', 'iris2', 683, { synced: REFUSED }],
  ['serving is stopped', 'iris', 707, { ready: STOPPED, running: NOT_READY }],
  [
    'the pod of the stopped service ends',
    'iris',
    710,
    {
      ready: STOPPED,
      running:
        'Terminating Terminating: The last pods are ending, and no other takes their place.',
    },
  ],
  [
    'the Kustomization is suspended',
    'iris2',
    715,
    {
      synced: REFUSED,
      applied: `Current Suspended: The InferenceService 'iris2' names ${NAME}, as Git declares. Flux is suspended here: what Git declares next will not arrive until it is resumed.`,
    },
  ],
  [
    'an InferenceService is quite new',
    'bad',
    717,
    {
      ready: 'InProgress NotObserved: KServe has not looked at it yet.',
      running: 'InProgress NoPods: No pod was started yet.',
    },
  ],
  [
    'no runtime supports the format',
    'bad',
    719,
    {
      ready:
        'Failed NoSupportingRuntime: KServe cannot serve what is asked for: No runtime found to support specified framework/version.',
      running: 'NotFound NoPods: No pod runs.',
    },
  ],
  [
    'the InferenceService is deleted',
    'iris',
    742,
    {
      applied:
        "Terminating Deleted: The InferenceService 'iris' is being deleted.",
      ready: 'Terminating Deleted: The object is being deleted.',
    },
  ],
];

describe('replay of a real control plane', () => {
  it.each(MOMENTS)('%s (%s, %d)', (_, serving, revision, expected) => {
    const placement = placementAt(revision, serving);
    for (const [name, text] of Object.entries(expected)) {
      expect([name, hop(placement, name as HopName)]).toEqual([name, text]);
    }
  });

  it('is whole after every event, for every service', () => {
    for (const serving of ['iris', 'iris2', 'bad']) {
      for (const event of EVENTS) {
        const { waybill } = placementAt(revisionOf(event), serving);
        expect(waybill.hops.map(({ name }) => name)).toEqual(HOP_NAMES);
        // The run ended before anything was ready: nothing may have called it well on the way.
        expect(waybill.firstBroken).toBeDefined();
        expect(waybill.summary).toMatch(/^[A-Z].*[^.][.…]$/);
      }
    }
  });

  it('chooses what Flux delivers among services of the same model, and names the others', () => {
    const held = new Map<string, Observation>();
    for (const event of EVENTS) {
      const observation = observe(event);
      held.set(`${observation.kind}/${observation.name}`, observation);
    }
    const objects = findPlacementObjects({
      environment: ENVIRONMENT,
      repository: REPOSITORY,
      observations: [...held.values()],
    });
    expect(objects.serving?.name).toBe('iris2');
    expect(objects.otherServings.map(({ name }) => name)).toEqual([
      'bad',
      'iris',
    ]);
    expect(objects.delivery?.name).toBe('iris');
    expect(objects.pods.map(({ name }) => name)).toEqual([
      'iris2-predictor-6474466954-hxlfs',
    ]);
  });
});
