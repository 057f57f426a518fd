import { OBSERVED_KINDS } from '../kinds';
import type {
  Declaration,
  KubernetesObject,
  Observation,
  ObserverHealth,
} from '../observation';
import type { PlacementInput } from '../PlacementInput';
import type { Verdict } from '../../verification/verdict';
import modelcarPods from './cluster/modelcar-pods.json';
import readyStandard from './cluster/ready-standard.json';

/*
 * Builders of a placement that is well: version 1.0.0 of `r.example/models/iris`, delivered to `dev` by Flux and served
 * by KServe. The InferenceService and the pod are the golden ones, renamed; each test changes what it is about.
 */
export const NOW = '2026-11-21T12:00:00Z';
export const OBSERVED = '2026-11-21T11:59:30Z';
export const CONTACT = '2026-11-21T11:59:55Z';
export const REPOSITORY = 'r.example/models/iris';
export const V1 = `sha256:${'1'.repeat(64)}`;
export const V2 = `sha256:${'2'.repeat(64)}`;
const ARTIFACT = `sha256:${'a'.repeat(64)}`;

/** Anything of JSON: tests write what no type allows. */
export type Json = Record<string, unknown>;

export function observe(object: Json): Observation {
  const { metadata, apiVersion, kind } = object as KubernetesObject;
  if (!kind || !metadata?.name)
    throw new Error('An object needs kind and name');
  return {
    cluster: 'dev',
    apiVersion: apiVersion ?? '',
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? `uid of ${kind} ${metadata.name}`,
    resourceVersion: metadata.resourceVersion ?? '1',
    observedAt: OBSERVED,
    object: object as KubernetesObject,
  };
}

/** Puts the changes into the object, at any depth; `undefined` takes a field out, a list replaces a list. */
export function merge<T>(base: T, changes: Json): T {
  const merged: Json = { ...(base as Json) };
  for (const [key, change] of Object.entries(changes)) {
    const isNested =
      typeof change === 'object' && change !== null && !Array.isArray(change);
    if (change === undefined) delete merged[key];
    else
      merged[key] = isNested
        ? merge((merged[key] ?? {}) as Json, change as Json)
        : change;
  }
  return merged as T;
}

export function condition(
  type: string,
  status: string,
  reason?: string,
  message?: string,
): Json {
  return {
    type,
    status,
    ...(reason && { reason }),
    ...(message && { message }),
    lastTransitionTime: '2026-11-21T11:30:00Z',
  };
}

export function uriOf(digest: string): string {
  return `oci://${REPOSITORY}@${digest}`;
}

export function inferenceService(digest = V1, changes: Json = {}): Observation {
  const renamed = merge(readyStandard[0] as Json, {
    metadata: {
      name: 'iris',
      namespace: 'models',
      uid: 'isvc',
      annotations: { 'argocd.argoproj.io/tracking-id': undefined },
    },
    spec: { predictor: { model: { storageUri: uriOf(digest) } } },
    status: { url: 'http://iris-models.example.com' },
  });
  return observe(merge(renamed, changes));
}

export function deployment(digest = V1, changes: Json = {}): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          name: 'iris-predictor',
          namespace: 'models',
          uid: 'deployment',
          generation: 1,
          labels: { component: 'predictor' },
          ownerReferences: [
            { uid: 'isvc', kind: 'InferenceService', name: 'iris' },
          ],
        },
        spec: {
          replicas: 1,
          template: {
            metadata: {
              annotations: {
                'internal.serving.kserve.io/storage-initializer-sourceuri':
                  uriOf(digest),
              },
            },
          },
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
      },
      changes,
    ),
  );
}

export function replicaSet(
  name = 'iris-predictor-1',
  changes: Json = {},
): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name,
          namespace: 'models',
          uid: name,
          ownerReferences: [{ uid: 'deployment', kind: 'Deployment' }],
        },
      },
      changes,
    ),
  );
}

export function pod(
  name = 'iris-predictor-1-a',
  digest: string | null = V1,
  changes: Json = {},
): Observation {
  const golden = modelcarPods[0] as unknown as Json & {
    status: { containerStatuses: Json[] };
  };
  const renamed = merge(golden as Json, {
    metadata: {
      name,
      namespace: 'models',
      uid: name,
      labels: {
        'serving.kserve.io/inferenceservice': 'iris',
        app: 'isvc.iris-predictor',
      },
      ownerReferences: [{ uid: 'iris-predictor-1', kind: 'ReplicaSet' }],
    },
    spec: { nodeName: 'node-1' },
    status: {
      containerStatuses: golden.status.containerStatuses.map(status =>
        status.name === 'modelcar' && digest
          ? { ...status, imageID: `${REPOSITORY}@${digest}` }
          : status,
      ),
    },
  });
  return observe(merge(renamed, changes));
}

/** Changes that make any object one that is being deleted. */
export const DELETED: Json = {
  metadata: { deletionTimestamp: '2026-11-21T11:00:00Z' },
};

/** Changes that make a pod one that runs and is not ready. */
export const NOT_READY: Json = {
  status: { conditions: [condition('Ready', 'False', 'ContainersNotReady')] },
};

/** Changes that make a pod wait for its modelcar. */
export function waitingFor(reason: string, message?: string): Json {
  return {
    status: {
      phase: 'Pending',
      conditions: [condition('Ready', 'False')],
      initContainerStatuses: [
        {
          name: 'modelcar-init',
          state: { waiting: { reason, ...(message && { message }) } },
        },
      ],
      containerStatuses: [],
    },
  };
}

export function ociRepository(
  version = '1.0.0',
  changes: Json = {},
): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata: { name: 'iris', namespace: 'flux-system', generation: 1 },
        spec: {
          url: `oci://${REPOSITORY}-manifests`,
          ref: { semver: '>=0.0.0-0' },
        },
        status: {
          observedGeneration: 1,
          artifact: { revision: `${version}@${ARTIFACT}` },
          conditions: [
            condition(
              'Ready',
              'True',
              'Succeeded',
              `stored artifact for digest '${version}@${ARTIFACT}'`,
            ),
            condition('SourceVerified', 'True', 'Succeeded'),
          ],
        },
      },
      changes,
    ),
  );
}

export function kustomization(
  version = '1.0.0',
  changes: Json = {},
): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'iris', namespace: 'flux-system', generation: 1 },
        spec: {
          path: './environments/dev',
          targetNamespace: 'models',
          sourceRef: { kind: 'OCIRepository', name: 'iris' },
        },
        status: {
          observedGeneration: 1,
          lastAppliedRevision: `${version}@${ARTIFACT}`,
          inventory: {
            entries: [
              {
                id: 'models_iris_serving.kserve.io_InferenceService',
                v: 'v1beta1',
              },
            ],
          },
          conditions: [
            condition(
              'Ready',
              'True',
              'ReconciliationSucceeded',
              `Applied revision: ${version}@${ARTIFACT}`,
            ),
          ],
        },
      },
      changes,
    ),
  );
}

export function verdict(
  digest: string,
  changes: Partial<Verdict> = {},
): Verdict {
  return {
    state: 'verified',
    reason: 'SignatureVerified',
    message:
      "Signed with the key 'default', which the policy 'portal' accepts.",
    digest,
    policy: 'portal',
    signer: { keyName: 'default' },
    forms: ['bundle', 'legacy'],
    attestations: [],
    findings: [],
    checkedAt: CONTACT,
    ...changes,
  };
}

export function declaration(
  digest: string | null = V1,
  changes: Partial<Declaration> = {},
): Declaration {
  return {
    environment: 'dev',
    url: 'https://git.example.com/ml/iris/src/branch/main/deploy/environments/dev/inference-service.yaml',
    state: 'found',
    ...(digest && { storageUri: uriOf(digest), digest }),
    asOf: CONTACT,
    ...changes,
  };
}

export function health(
  changes: Readonly<Record<string, Partial<ObserverHealth>>> = {},
): ObserverHealth[] {
  return OBSERVED_KINDS.map(({ kind }) => ({
    cluster: 'dev',
    kind,
    state: 'watching',
    lastContactAt: CONTACT,
    ...changes['*'],
    ...changes[kind],
  }));
}

/** The objects of a placement that is well, in two versions of the model. */
export function shippedObjects(digest = V1, version = '1.0.0'): Observation[] {
  return [
    ociRepository(version),
    kustomization(version),
    inferenceService(digest),
    deployment(digest),
    replicaSet(),
    pod('iris-predictor-1-a', digest),
  ];
}

export function placementInput(
  changes: Partial<PlacementInput> = {},
): PlacementInput {
  return {
    environment: {
      name: 'dev',
      title: 'Development',
      cluster: 'dev',
      namespace: 'models',
    },
    repository: REPOSITORY,
    versions: {
      items: [
        { tag: '1.1.0', digest: V2, createdAt: '2026-11-20T00:00:00Z' },
        { tag: '1.0.0', digest: V1, createdAt: '2026-11-10T00:00:00Z' },
      ],
      asOf: CONTACT,
    },
    verdicts: { [V1]: verdict(V1), [V2]: verdict(V2) },
    declaration: declaration(),
    observations: shippedObjects(),
    observerHealth: health(),
    now: NOW,
    ...changes,
  };
}
