import type {
  ModelOverview,
  Placement,
} from '@waybill/backstage-plugin-waybill-common';
import {
  anAbsentPlacement,
  anOverview,
  aPlacement,
  aPod,
  aVerdict,
  aVersion,
  aWaybill,
  BROKEN,
  DIGEST,
  minutesAgo,
} from '../src/__fixtures__/overviews';
import {
  aDifferingVoice,
  aVoice,
  FORECAST,
} from '../src/__fixtures__/admission';
import { theAttestations } from '../src/__fixtures__/attestations';
import { aKeylessPolicy, aKeyPolicy, VERDICT } from '../src/__fixtures__/trust';
import { aComparison, aContents } from '../src/__fixtures__/contents';
import {
  EDIT_PREVIEW,
  REFERENCE_PREVIEW,
  ENVIRONMENT_LIST,
  REGISTRY_LIST,
  TAGS,
} from '../src/__fixtures__/formAnswers';
import { localPreview } from '../src/__testUtils__/localPreview';
import type { WaybillApi } from '../src';

const DEV = {
  name: 'dev',
  title: 'Development',
  cluster: 'dev',
  namespace: 'models',
};
const STAGING = {
  name: 'staging',
  title: 'Staging',
  cluster: 'staging',
  namespace: 'models',
};

const PRODUCTION = {
  name: 'production',
  title: 'Production',
  cluster: 'production',
  namespace: 'models',
};

const trustDigest = (state: string) =>
  `sha256:${[...state]
    .map(letter => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '5c1e9')}`;

/** A version for each verdict that there is to see. */
const TRUST_VERSIONS = Object.entries(VERDICT).map(([name, verdict], index) => {
  const digest = trustDigest(name);
  return aVersion({
    tag: `1.${9 - index}.0`,
    digest,
    createdAt: minutesAgo(60 * 20 * (index + 1)),
    verdict: { ...verdict(), digest },
  });
});

const STATUS_OF_VERDICT = {
  verified: 'Current',
  untrusted: 'Failed',
  unsigned: 'Failed',
  unknown: 'Unknown',
} as const;

function signedPlacement(
  name: keyof typeof VERDICT,
  environment: typeof DEV,
): Placement {
  const verdict = VERDICT[name]();
  const digest = trustDigest(name);
  const status = STATUS_OF_VERDICT[verdict.state];
  const waybill = aWaybill(
    {
      signed: {
        status,
        reason: verdict.reason,
        message: verdict.message,
        digest,
        evidence: [],
      },
    },
    status === 'Current'
      ? `All is well in ${environment.title}.`
      : `Stopped at 'signed': ${verdict.message}`,
  );
  return aPlacement({
    environment,
    waybill,
    version: undefined,
    declaredDigest: digest,
    runningDigest: digest,
    pods: [aPod({ modelDigest: digest })],
  });
}

const OVERVIEWS = {
  mixed: () =>
    anOverview({
      placements: [
        aPlacement({ environment: DEV }),
        { ...BROKEN.Failed.placement(), environment: STAGING },
        anAbsentPlacement(),
      ],
    }),
  well: () => anOverview(),
  failing: () =>
    anOverview({
      placements: [
        { ...BROKEN.InProgress.placement(), environment: DEV },
        { ...BROKEN.NotFound.placement(), environment: STAGING },
        BROKEN.Failed.placement(),
      ],
    }),
  uncertain: () =>
    anOverview({
      placements: [
        { ...BROKEN.Terminating.placement(), environment: DEV },
        aPlacement({ environment: STAGING }),
        BROKEN.Unknown.placement(),
      ],
      problems: [
        {
          source: 'cluster',
          name: 'staging',
          message: 'connect ECONNREFUSED 127.0.0.1:6442.',
          lastGoodAt: minutesAgo(12),
        },
        {
          source: 'registry',
          name: '127.0.0.1:5100',
          message: 'The registry answered 503 Service Unavailable.',
          lastGoodAt: minutesAgo(7),
        },
      ],
      versions: [
        aVersion({
          verdict: aVerdict({
            state: 'unknown',
            reason: 'RegistryUnavailable',
            message: 'The registry could not be asked for signatures.',
          }),
        }),
        aVersion({
          tag: '1.2.0',
          digest: DIGEST['1.2.0'],
          verdict: aVerdict({
            state: 'untrusted',
            reason: 'KeyMismatch',
            message: 'Signed, but not by a key that policy portal accepts.',
          }),
        }),
      ],
    }),
  trust: () =>
    anOverview({
      versions: TRUST_VERSIONS,
      placements: [
        signedPlacement('untrusted', DEV),
        signedPlacement('unsigned', STAGING),
        signedPlacement('unknown', PRODUCTION),
      ],
    }),
  trusted: () =>
    anOverview({
      versions: TRUST_VERSIONS,
      placements: [
        {
          ...signedPlacement('verified', DEV),
          otherVoices: [aVoice()],
        },
      ],
    }),
  disagreement: () =>
    anOverview({
      versions: TRUST_VERSIONS,
      placements: [
        {
          ...signedPlacement('untrusted', STAGING),
          otherVoices: [
            aDifferingVoice({ digest: trustDigest('untrusted') }),
            aVoice({
              says: 'unknown',
              agreement: 'undecided',
              reason: undefined,
              message: 'Flux is not configured to verify this OCIRepository.',
            }),
          ],
        },
        {
          ...signedPlacement('verified', PRODUCTION),
          otherVoices: [
            aVoice({
              digest: trustDigest('verified'),
              says: 'refused',
              agreement: 'differs',
              reason: 'VerificationError',
              message:
                "Flux refused it (no matching signatures), and Waybill verified it with the key 'release': compare the keys in the Secret that spec.verify names with those of the trust policy 'portal'.",
            }),
          ],
        },
      ],
    }),
  empty: () =>
    anOverview({
      versions: [],
      placements: [
        anAbsentPlacement({ environment: DEV }),
        anAbsentPlacement({ environment: STAGING }),
        anAbsentPlacement(),
      ],
    }),
} satisfies Record<string, () => ModelOverview>;

export type Scenario = keyof typeof OVERVIEWS | 'unreadable' | 'loading';

export const SCENARIOS: readonly Scenario[] = [
  'mixed',
  'well',
  'failing',
  'uncertain',
  'trust',
  'trusted',
  'disagreement',
  'empty',
  'unreadable',
  'loading',
];

/** Answers from fixtures: the name of the entity chooses which. */
export const fixtureApi: WaybillApi = {
  async getModelOverview(entityRef) {
    const scenario = entityRef.split('/')[1] as Scenario;
    if (scenario === 'loading') {
      return new Promise(() => {});
    }
    if (scenario === 'unreadable') {
      throw new Error('Request failed with 503 Service Unavailable.');
    }
    return OVERVIEWS[scenario]();
  },
  async getEnvironments() {
    return ENVIRONMENT_LIST;
  },
  async getPodLog() {
    return Array.from(
      { length: 120 },
      (_, line) =>
        `2026-11-21 10:${String(line % 60).padStart(
          2,
          '0',
        )}:07.221 1 kserve INFO [model_server.py:start():${line}] Registering model: iris`,
    ).join('\n');
  },
  async getVersionContents({ digest }) {
    return aContents({ digest });
  },
  async compareVersions({ from, to }) {
    return aComparison({ from, to });
  },
  async getTrustPolicies() {
    return { items: [aKeyPolicy(), aKeylessPolicy()] };
  },
  async getVersionAttestations({ digest }) {
    return theAttestations({ digest });
  },
  async getAdmissionForecast({ environment }) {
    const conclusions = {
      dev: FORECAST.admitted,
      staging: FORECAST.denied,
    };
    const forecast =
      conclusions[environment as keyof typeof conclusions] ?? FORECAST.unknown;
    return forecast();
  },
  async verifyVersion({ digest }) {
    const known = TRUST_VERSIONS.find(version => version.digest === digest);
    await new Promise(resolve => setTimeout(resolve, 600));
    return {
      ...(known?.verdict ?? aVerdict({ digest })),
      staleness: undefined,
      checkedAt: new Date().toISOString(),
    };
  },
  async getRegistries() {
    return REGISTRY_LIST;
  },
  async getRepositoryTags(repository) {
    return repository.endsWith('/iris')
      ? { ...TAGS, repository }
      : { repository, tags: [], total: 0 };
  },
  async preview(request) {
    return localPreview(request);
  },
  async previewEdits() {
    return EDIT_PREVIEW;
  },
  async previewReferences() {
    return REFERENCE_PREVIEW;
  },
  async getVersionFile() {
    return new Blob(['# Iris\n']);
  },
  async upload(files, options) {
    const totalBytes = files.reduce(
      (sum, { content }) => sum + content.size,
      0,
    );
    for (let step = 0; step <= 20; step += 1) {
      options?.onProgress?.((totalBytes * step) / 20, totalBytes);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return {
      id: '0f9c1a52',
      sizeBytes: totalBytes,
      files: files.map(({ path, content }) => ({
        path,
        sizeBytes: content.size,
      })),
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
  },
};
