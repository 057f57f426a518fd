import { mockServices } from '@backstage/backend-test-utils';
import { waitFor } from '../__testUtils__/waitFor';
import { cachedFor } from './cachedFor';
import type { Model } from './ModelDirectory';
import {
  SourceRefresher,
  type SourceChange,
  type SourceRefresherOptions,
} from './SourceRefresher';

const model = (name: string): Model => ({
  entityRef: `resource:default/${name}`,
  repository: `registry.example.com/models/${name}`,
  deployPath: 'deploy',
});
const [IRIS, WINE] = [model('iris'), model('wine')];
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('SourceRefresher', () => {
  const declarations = { refresh: jest.fn() };
  const registry = { refresh: jest.fn() };
  const declarationStore = { list: jest.fn(), forgetModelsExcept: jest.fn() };
  const versions = { get: jest.fn() };
  let changes: SourceChange[];
  let waits: number[];
  let now: number;
  let stop: AbortController;
  let refresher: SourceRefresher;

  beforeEach(() => {
    jest.resetAllMocks();
    declarations.refresh.mockResolvedValue([]);
    registry.refresh.mockResolvedValue(false);
    declarationStore.list.mockResolvedValue([
      { declaration: { digest: DIGEST } },
    ]);
    versions.get.mockResolvedValue({ lastGoodAt: '2026-11-21T10:00:00.000Z' });
    changes = [];
    waits = [];
    now = 0;
    stop = new AbortController();
    refresher = new SourceRefresher({
      declarations,
      registry,
      declarationStore,
      versions,
      listModels: async () => [IRIS, WINE],
      onChange: async (change: SourceChange) => {
        changes.push(change);
      },
      logger: mockServices.logger.mock(),
      clock: () => now,
      sleep: async (ms: number, signal: AbortSignal) => {
        waits.push(ms);
        await new Promise<void>(resolve => {
          signal.addEventListener('abort', () => resolve());
          setTimeout(resolve, 20);
        });
      },
      signal: stop.signal,
    } as unknown as SourceRefresherOptions);
  });
  afterEach(() => stop.abort());

  it('reads Git and the registry for a page, and not again within seconds', async () => {
    await refresher.freshen(IRIS);
    now += 2_000;
    await refresher.freshen(IRIS);

    expect(declarations.refresh).toHaveBeenCalledTimes(1);
    expect(registry.refresh.mock.calls).toEqual([
      [IRIS, [DIGEST], stop.signal],
    ]);

    now += 4_000;
    await refresher.freshen(IRIS);
    expect(registry.refresh).toHaveBeenCalledTimes(2);
  });

  it('lets a page not wait for a registry that hangs, longer where there is nothing to show', async () => {
    registry.refresh.mockReturnValue(new Promise(() => undefined));
    await refresher.freshen(IRIS);
    versions.get.mockResolvedValue({});
    await refresher.freshen(IRIS);

    expect(waits).toEqual([700, 5_000]);
    expect(registry.refresh).toHaveBeenCalledTimes(1);
  });

  it('tells what changed', async () => {
    declarations.refresh.mockResolvedValue(['dev']);
    await refresher.freshen(IRIS);

    expect(changes).toEqual([
      { model: IRIS, environments: ['dev'], hasNewVersions: false },
    ]);
  });

  it('asks the registry at once about what is newly declared', async () => {
    await refresher.freshen(IRIS);
    now += 5_000;
    declarations.refresh.mockResolvedValue(['dev']);
    registry.refresh.mockClear();
    await refresher.freshen(IRIS);

    expect(registry.refresh).toHaveBeenCalledTimes(1);
  });

  it('answers although a refresh failed', async () => {
    declarations.refresh.mockRejectedValue(new Error('database is locked'));
    await refresher.freshen(IRIS);
    now += 10_000;
    declarations.refresh.mockResolvedValue(['dev']);
    await refresher.freshen(IRIS);

    expect(changes).toHaveLength(1);
  });

  it('goes over all models in the background, Git more often than registries', async () => {
    const running = refresher.run(stop.signal);
    await waitFor(
      () => registry.refresh.mock.calls.length === 2,
      'both models',
    );
    await waitFor(
      () => declarationStore.forgetModelsExcept.mock.calls.length >= 1,
      'the end of a round',
    );
    now += 10_000;
    await waitFor(
      () => declarations.refresh.mock.calls.length === 4,
      'both again',
    );
    stop.abort();
    await running;

    expect(registry.refresh).toHaveBeenCalledTimes(2);
    expect(declarationStore.forgetModelsExcept).toHaveBeenCalledWith([
      IRIS.entityRef,
      WINE.entityRef,
    ]);
  });

  it('keeps what it has read for a page of a model that the list does not name yet', async () => {
    const late = model('late');
    await refresher.freshen(late);
    const running = refresher.run(stop.signal);
    await waitFor(
      () => declarationStore.forgetModelsExcept.mock.calls.length >= 1,
      'the end of a round',
    );
    now += 20_000;
    await waitFor(
      () => declarationStore.forgetModelsExcept.mock.lastCall[0].length === 2,
      'a round long after the page was read',
    );
    stop.abort();
    await running;

    const kept = [IRIS.entityRef, WINE.entityRef];
    expect(declarationStore.forgetModelsExcept.mock.calls[0][0]).toEqual([
      ...kept,
      late.entityRef,
    ]);
    expect(declarationStore.forgetModelsExcept.mock.lastCall[0]).toEqual(kept);
  });
});

describe('cachedFor', () => {
  it('asks again when the time is over, and after an error', async () => {
    let now = 0;
    const load = jest
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValueOnce(1)
      .mockResolvedValueOnce(2);
    const cached = cachedFor(100, load, () => now);

    await expect(cached()).rejects.toThrow('away');
    expect([await cached(), await cached()]).toEqual([1, 1]);
    now = 100;
    expect(await cached()).toBe(2);
    expect(load).toHaveBeenCalledTimes(3);
  });
});
