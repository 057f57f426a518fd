import { startOnSandbox } from './__testUtils__/startOnSandbox';
import { waitFor } from './__testUtils__/waitFor';

// A signing key is made with scrypt and three clusters start: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('waybillPlugin on the sandbox', () => {
  let waybill: Awaited<ReturnType<typeof startOnSandbox>>;
  beforeAll(async () => {
    waybill = await startOnSandbox();
  });
  afterAll(() => waybill?.stop());

  it('sees what a cluster does, tells pages of it, and names a cluster that is away', async () => {
    const { sandbox, publish, overview, placementIn } = waybill;
    const [dev] = sandbox.clusters;
    await waitFor(
      async () => (await placementIn('dev')).presence === 'absent',
      'word from dev',
    );
    publish.mockClear();

    await waybill.serve(dev, DIGEST);
    const placement = await waitFor(async () => {
      const found = await placementIn('dev');
      return (
        found.pods.some(({ state }) => /ImagePull|ErrImage/.test(state)) &&
        found
      );
    }, 'a pod that cannot pull an image that does not exist');

    expect(placement).toMatchObject({
      presence: 'delivered',
      serving: { kind: 'InferenceService', name: 'iris', namespace: 'models' },
    });
    expect(
      placement.waybill.hops.find(({ name }) => name === 'running')?.status,
    ).not.toBe('Current');
    expect(publish.mock.calls.map(([{ message }]) => message)).toContainEqual({
      type: 'placement-changed',
      repository: `${sandbox.registry.host}/models/iris`,
      environment: 'dev',
    });

    await sandbox.breakIt('cluster:dev');
    const broken = await waitFor(async () => {
      const found = await overview();
      return found.problems.some(({ source }) => source === 'cluster') && found;
    }, 'the cluster as a problem');

    expect(broken.problems).toEqual([
      {
        source: 'cluster',
        name: 'dev',
        message: expect.stringContaining("Cluster 'dev'"),
        lastGoodAt: expect.any(String),
      },
    ]);
    expect(JSON.stringify(broken)).not.toContain(dev.token);
    expect(
      broken.placements.find(
        ({ environment }) => environment.name === 'staging',
      )?.presence,
    ).toBe('absent');

    await sandbox.mend('cluster:dev');
    await waitFor(
      async () => (await overview()).problems.length === 0,
      'the cluster again',
    );
  });
});
