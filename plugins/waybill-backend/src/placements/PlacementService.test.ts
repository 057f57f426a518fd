import type { Model } from '../services/ModelDirectory';
import type { KnownRepository } from '../versions/VersionStore';
import {
  PlacementService,
  type PlacementServiceOptions,
} from './PlacementService';

const MODEL: Model = {
  entityRef: 'resource:default/iris',
  repository: 'registry.example.com/models/iris',
  deployPath: 'deploy',
};
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('PlacementService.overview', () => {
  const overview = (known: Partial<KnownRepository>) =>
    new PlacementService({
      environments: [],
      versions: {
        get: async () => ({
          repository: MODEL.repository,
          tags: new Map([['1.0.0', DIGEST]]),
          packages: new Map([[DIGEST, { format: 'modelcar', sizeBytes: 1 }]]),
          verdicts: new Map(),
          ...known,
        }),
      },
      declarations: { list: async () => [] },
      sourceVerdicts: { list: async () => ({}) },
      now: () => new Date('2026-11-21T10:00:00.000Z'),
    } as unknown as PlacementServiceOptions).overview(MODEL);

  it('says why a version has no verdict where the registry was away before it could be verified', async () => {
    const { versions } = await overview({
      problem: 'it refuses connections',
      lastGoodAt: '2026-11-20T10:00:00.000Z',
    });
    expect(versions).toMatchObject([
      {
        tag: '1.0.0',
        verdict: {
          state: 'unknown',
          reason: 'RegistryUnavailable',
          message: expect.stringContaining('it refuses connections'),
          checkedAt: '2026-11-20T10:00:00.000Z',
        },
      },
    ]);
  });

  it('waits with a version that is about to be verified', async () => {
    expect((await overview({})).versions).toEqual([]);
  });
});
