import {
  HOP_NAMES,
  type Hop,
  type HopName,
  type ModelOverview,
  type Placement,
  type Status,
  type Verdict,
  type VersionSummary,
  type Waybill,
} from '@waybill/backstage-plugin-waybill-common';

const MINUTE_MS = 60_000;

/** A moment before now: fixtures are shown with their ages, so they move with the clock. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString();
}

export const DIGEST = {
  '1.2.0':
    'sha256:4f1c2a9e03b7d5860c19a7e4f2b8d6530e9c1a7b4d2f8e6053c1b9a7d4e2f806',
  '1.3.0':
    'sha256:9b27e0c4d1f58a3607be92d4c8f10a5e36d7b2c9f4a18e0537c6d9b2f1a4e870',
  '1.4.0-rc.1':
    'sha256:c05d83f7a2e619b4480fd7c3a95e126b7d84f0c1e3a2965b8d7f40c6e1b3a592',
} as const;

export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    state: 'verified',
    reason: 'SignatureVerified',
    message: 'Signed by key default, which policy portal accepts.',
    digest: DIGEST['1.3.0'],
    policy: 'portal',
    signer: { keyName: 'default' },
    forms: ['bundle', 'legacy'],
    attestations: [],
    findings: [],
    checkedAt: minutesAgo(1),
    ...overrides,
  };
}

export function aVersion(
  overrides: Partial<VersionSummary> = {},
): VersionSummary {
  return {
    tag: '1.3.0',
    digest: DIGEST['1.3.0'],
    sizeBytes: 18_432_771,
    format: 'modelcar',
    createdAt: minutesAgo(190),
    verdict: aVerdict({ digest: overrides.digest ?? DIGEST['1.3.0'] }),
    ...overrides,
  };
}

const HOP_MESSAGES: Record<HopName, string> = {
  published: 'The registry holds the declared digest.',
  signed: 'Signed by key default, which policy portal accepts.',
  declared: 'Git pins version 1.3.0 by digest.',
  synced: 'Flux holds the manifests that Git declares.',
  applied: 'The InferenceService names the declared digest.',
  ready: 'The InferenceService says that it serves.',
  running: '2 of 2 ready pods hold the declared digest.',
};

const HOP_EVIDENCE: Record<HopName, Hop['evidence']> = {
  published: [
    {
      subject: '127.0.0.1:5100/models/iris:1.3.0',
      detail: 'application/vnd.oci.image.manifest.v1+json, 18.4 MB',
    },
  ],
  signed: [
    { subject: 'policy portal', detail: 'key default; bundle and legacy form' },
  ],
  declared: [
    {
      subject: 'deploy/environments/production/inference-service.yaml',
      detail:
        'storageUri oci://127.0.0.1:5100/models/iris@sha256:9b27e0c4d1f5…',
      href: 'https://git.example.com/waybill/iris/src/branch/main/deploy',
    },
  ],
  synced: [
    {
      subject: 'OCIRepository flux-system/iris',
      detail:
        "Ready=True Succeeded: stored artifact for digest '1.3.0@sha256:77e0…'",
    },
    {
      subject: 'Kustomization flux-system/iris',
      detail:
        'Ready=True ReconciliationSucceeded: Applied revision 1.3.0@sha256:77e0…',
    },
  ],
  applied: [
    {
      subject: 'InferenceService models/iris',
      detail:
        'spec.predictor.model.storageUri is the declared one, generation 4',
    },
  ],
  ready: [
    {
      subject: 'condition Ready of InferenceService models/iris',
      detail: 'Ready=True; modelStatus UpToDate, Loaded',
    },
  ],
  running: [
    {
      subject: 'modelcar imageID of iris-predictor-7d9c5b6f48-x2k4p',
      detail: '127.0.0.1:5100/models/iris@sha256:9b27e0c4d1f5…',
    },
  ],
};

export function aHop(name: HopName, overrides: Partial<Hop> = {}): Hop {
  const age = 180 - HOP_NAMES.indexOf(name) * 2;
  return {
    name,
    status: 'Current',
    message: HOP_MESSAGES[name],
    since: minutesAgo(age),
    asOf: minutesAgo(0.2),
    digest: DIGEST['1.3.0'],
    evidence: HOP_EVIDENCE[name],
    ...overrides,
  };
}

/** A waybill whose hops are well, except those that are given. */
export function aWaybill(
  hops: Partial<Record<HopName, Partial<Hop>>> = {},
  summary = 'All is well in production. 2 pods run 1.3.0.',
): Waybill {
  const all = HOP_NAMES.map(name => aHop(name, hops[name]));
  const broken = all.find(({ status }) => status !== 'Current');
  return {
    hops: all,
    firstBroken: broken?.name,
    summary,
    status: broken?.status ?? 'Current',
    asOf: minutesAgo(0.2),
  };
}

export function aPlacement(overrides: Partial<Placement> = {}): Placement {
  const waybill = overrides.waybill ?? aWaybill();
  return {
    environment: {
      name: 'production',
      title: 'Production',
      cluster: 'production',
      namespace: 'models',
    },
    repository: '127.0.0.1:5100/models/iris',
    presence: 'delivered',
    version: '1.3.0',
    declaredDigest: DIGEST['1.3.0'],
    runningDigest: DIGEST['1.3.0'],
    url: 'http://iris.models.example.com',
    tracks: [{ name: 'stable', actualPercent: 100, isReady: true }],
    pods: [
      aPod({ name: 'iris-predictor-7d9c5b6f48-x2k4p' }),
      aPod({ name: 'iris-predictor-7d9c5b6f48-m8q7z' }),
    ],
    status: waybill.status,
    otherVoices: [],
    ...overrides,
    waybill,
  };
}

export function aPod(
  overrides: Partial<Placement['pods'][number]> = {},
): Placement['pods'][number] {
  return {
    name: 'iris-predictor-7d9c5b6f48-x2k4p',
    state: 'Running',
    isReady: true,
    restarts: 0,
    modelDigest: DIGEST['1.3.0'],
    node: 'node-1',
    since: minutesAgo(168),
    ...overrides,
  };
}

export function anAbsentPlacement(
  overrides: Partial<Placement> = {},
): Placement {
  return aPlacement({
    presence: 'absent',
    pods: [],
    tracks: [],
    url: undefined,
    version: undefined,
    declaredDigest: undefined,
    runningDigest: undefined,
    waybill: aWaybill(
      {
        declared: {
          status: 'NotFound',
          reason: 'NotShipped',
          message: 'Not shipped to production yet.',
        },
      },
      'Not shipped to production yet.',
    ),
    ...overrides,
  });
}

export function anOverview(
  overrides: Partial<ModelOverview> = {},
): ModelOverview {
  return {
    entityRef: 'resource:default/iris',
    repository: '127.0.0.1:5100/models/iris',
    versions: [
      aVersion({
        tag: '1.4.0-rc.1',
        digest: DIGEST['1.4.0-rc.1'],
        createdAt: minutesAgo(14),
        verdict: aVerdict({
          state: 'unsigned',
          reason: 'NoSignature',
          message: 'The registry holds no signature for this digest.',
          forms: [],
          attestations: [],
          findings: [],
        }),
      }),
      aVersion(),
      aVersion({
        tag: '1.2.0',
        digest: DIGEST['1.2.0'],
        sizeBytes: 18_120_004,
        createdAt: minutesAgo(60 * 24 * 9),
      }),
    ],
    placements: [
      aPlacement({
        environment: {
          name: 'dev',
          title: 'Development',
          cluster: 'dev',
          namespace: 'models',
        },
      }),
      aPlacement({
        environment: {
          name: 'staging',
          title: 'Staging',
          cluster: 'staging',
          namespace: 'models',
        },
      }),
      aPlacement(),
    ],
    problems: [],
    asOf: minutesAgo(0),
    ...overrides,
  };
}

/** What the first broken hop says for each status that a hop can be broken with. */
export const BROKEN: Record<
  Exclude<Status, 'Current'>,
  { readonly placement: () => Placement }
> = {
  InProgress: {
    placement: () =>
      aPlacement({
        runningDigest: DIGEST['1.2.0'],
        waybill: aWaybill(
          {
            ready: {
              status: 'InProgress',
              reason: 'PredictorNotReady',
              message: 'The new revision is starting: 1 of 2 pods is ready.',
              since: minutesAgo(0.6),
            },
            running: {
              status: 'InProgress',
              message: 'Ready pods still hold 1.2.0.',
              since: minutesAgo(0.6),
            },
          },
          "On its way at 'ready': The new revision is starting: 1 of 2 pods is ready.",
        ),
        pods: [
          aPod({ modelDigest: DIGEST['1.2.0'] }),
          aPod({
            name: 'iris-predictor-5b8f7c9d66-t4w9n',
            state: 'ContainerCreating',
            isReady: false,
            modelDigest: undefined,
            since: minutesAgo(0.6),
          }),
        ],
      }),
  },
  Failed: {
    placement: () =>
      aPlacement({
        runningDigest: undefined,
        waybill: aWaybill(
          {
            ready: {
              status: 'Failed',
              reason: 'ModelLoadFailed',
              message:
                'The runtime cannot load the model: the file model.joblib was written by scikit-learn 1.7 and the runtime has 1.5.',
              since: minutesAgo(4),
              evidence: [
                {
                  subject: 'modelStatus of InferenceService models/iris',
                  detail:
                    'BlockedByFailedLoad, FailedToLoad; lastFailureInfo ModelLoadFailed: Traceback (most recent call last): … ModuleNotFoundError: No module named sklearn.tree._tree.Node64',
                },
                {
                  subject: 'condition Ready of InferenceService models/iris',
                  detail: 'Ready=False PredictorNotReady',
                },
              ],
            },
            running: {
              status: 'NotFound',
              message: 'No pod is ready.',
              since: minutesAgo(4),
              digest: undefined,
              evidence: [],
            },
          },
          "Stopped at 'ready': The runtime cannot load the model: the file model.joblib was written by scikit-learn 1.7 and the runtime has 1.5.",
        ),
        pods: [
          aPod({
            state: 'CrashLoopBackOff',
            isReady: false,
            restarts: 5,
            since: minutesAgo(4),
            message:
              'back-off 2m40s restarting failed container kserve-container',
          }),
        ],
      }),
  },
  Terminating: {
    placement: () =>
      aPlacement({
        waybill: aWaybill(
          {
            applied: {
              status: 'Terminating',
              message: 'The InferenceService is being deleted.',
              since: minutesAgo(2),
            },
          },
          "Going away at 'applied': The InferenceService is being deleted.",
        ),
      }),
  },
  NotFound: {
    placement: () =>
      aPlacement({
        runningDigest: undefined,
        pods: [],
        waybill: aWaybill(
          {
            applied: {
              status: 'NotFound',
              message: 'There is no InferenceService models/iris.',
              since: minutesAgo(2),
            },
            ready: { status: 'NotFound', message: 'Nothing serves.' },
            running: { status: 'NotFound', message: 'No pod is ready.' },
          },
          "Missing at 'applied': There is no InferenceService models/iris.",
        ),
      }),
  },
  Unknown: {
    placement: () =>
      aPlacement({
        waybill: aWaybill(
          {
            signed: {
              status: 'Unknown',
              reason: 'RegistryUnavailable',
              message:
                'The signature could not be checked: the registry is down.',
              since: minutesAgo(7),
              asOf: minutesAgo(7),
            },
          },
          "Cannot be told at 'signed': The signature could not be checked: the registry is down.",
        ),
      }),
  },
};
