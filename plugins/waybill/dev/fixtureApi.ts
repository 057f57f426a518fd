import type { ModelOverview } from '@waybill/backstage-plugin-waybill-common';
import {
  anAbsentPlacement,
  anOverview,
  aPlacement,
  aVerdict,
  aVersion,
  BROKEN,
  DIGEST,
  minutesAgo,
} from '../src/__fixtures__/overviews';
import { aComparison, aContents } from '../src/__fixtures__/contents';
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
    return { items: [DEV, STAGING], isSandbox: true };
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
