import { mockServices } from '@backstage/backend-test-utils';
import type {
  Environment,
  Placement,
} from '@waybill/backstage-plugin-waybill-common';
import { waitFor } from '../__testUtils__/waitFor';
import type { Model } from '../services/ModelDirectory';
import { ChangeTeller } from './ChangeTeller';
import { healthByKind } from './EnvironmentState';
import type { PlacementService } from './PlacementService';
import { PlacementWatcher } from './PlacementWatcher';

const environment = (name: string, cluster: string): Environment => ({
  name,
  title: name,
  cluster,
  namespace: `ns-${name}`,
});
const ENVIRONMENTS = [
  environment('dev', 'small'),
  environment('staging', 'small'),
  environment('production', 'large'),
];
const model = (name: string): Model => ({
  entityRef: `resource:default/${name}`,
  repository: `registry.example.com/models/${name}`,
  deployPath: 'deploy',
});
const [IRIS, WINE] = [model('iris'), model('wine')];

describe('PlacementWatcher', () => {
  /** Summary of each placement, by environment and model; `asOf` is another one each time. */
  const summaries = new Map<string, string>();
  const publish = jest.fn();
  const stop = { controller: new AbortController(), ended: Promise.resolve() };
  let derivations: string[];
  let looks = 0;
  let failure: Error | undefined;
  let watcher: PlacementWatcher;

  beforeEach(() => {
    summaries.clear();
    publish.mockReset();
    derivations = [];
    failure = undefined;
    const placements = {
      loadModels: async (models: readonly Model[]) => {
        if (failure) {
          throw failure;
        }
        return models.map(each => ({ model: each }));
      },
      loadEnvironment: async (each: Environment) => ({ environment: each }),
      derive: (
        state: { model: Model },
        place: { environment: Environment },
      ) => {
        const key = `${place.environment.name} ${state.model.entityRef}`;
        derivations.push(key);
        return {
          waybill: {
            summary: summaries.get(key) ?? 'as ever',
            asOf: `look ${(looks += 1)}`,
          },
        } as Placement;
      },
    };
    const logger = mockServices.logger.mock();
    watcher = new PlacementWatcher({
      environments: ENVIRONMENTS,
      placements: placements as unknown as PlacementService,
      listModels: async () => [IRIS, WINE],
      teller: new ChangeTeller({ signals: { publish }, logger }),
      logger,
      sleep: async (ms, signal) => {
        const isSweep = ms > 10_000;
        await new Promise<void>(resolve => {
          signal.addEventListener('abort', () => resolve());
          if (!isSweep) {
            setImmediate(resolve);
          }
        });
      },
    });
    stop.controller = new AbortController();
    stop.ended = watcher.run(stop.controller.signal);
  });
  afterEach(async () => {
    stop.controller.abort();
    await stop.ended;
  });

  const told = () =>
    publish.mock.calls.map(([{ message }]) => [
      message.repository,
      message.environment,
    ]);
  const derived = async (key: string) => {
    derivations.length = 0;
    await waitFor(() => derivations.includes(key), `a derivation of ${key}`);
  };
  const observe = async (cluster: string, key: string) => {
    watcher.setObserved(cluster, true);
    await derived(key);
  };

  it('tells of a return to what it told last, when a page was given what lay between', async () => {
    await observe('small', 'staging resource:default/wine');
    const between = {
      environment: ENVIRONMENTS[0],
      waybill: { summary: 'the pod broke for a moment' },
    } as Placement;

    watcher.served(WINE, [between]);
    await waitFor(() => told().length > 0, 'a signal');

    expect(told()).toEqual([[WINE.repository, 'dev']]);
  });

  it('takes what it finds first as known, then tells of what comes out different', async () => {
    await observe('small', 'staging resource:default/wine');
    expect(told()).toEqual([]);

    summaries.set('dev resource:default/wine', 'the pod broke');
    watcher.clusterChanged({
      cluster: 'small',
      namespaces: new Set(['ns-dev']),
    });
    await waitFor(() => told().length > 0, 'a signal');

    expect(told()).toEqual([[WINE.repository, 'dev']]);
    expect(publish.mock.calls[0][0]).toMatchObject({
      recipients: { type: 'broadcast' },
      channel: 'waybill',
    });
  });

  it('is silent where only the time of looking is another', async () => {
    await observe('small', 'staging resource:default/wine');
    watcher.clusterChanged({
      cluster: 'small',
      namespaces: new Set(['ns-dev']),
    });
    await derived('dev resource:default/wine');

    expect(told()).toEqual([]);
  });

  it.each([
    ['of one environment', ['ns-dev'], ['dev']],
    ['of the delivery engine', ['flux-system'], ['dev', 'staging']],
    ['without a namespace', [''], ['dev', 'staging']],
    ['of others', ['kube-system'], []],
  ])(
    'derives what a change in a namespace %s can touch',
    async (_name, namespaces, expected) => {
      await observe('small', 'staging resource:default/wine');
      await observe('large', 'production resource:default/wine');
      derivations.length = 0;
      watcher.clusterChanged({
        cluster: 'small',
        namespaces: new Set(namespaces),
      });
      watcher.clusterChanged({
        cluster: 'large',
        namespaces: new Set(['ns-production']),
      });
      await derived('production resource:default/wine');

      const touched = ENVIRONMENTS.map(({ name }) => name).filter(name =>
        derivations.includes(`${name} ${IRIS.entityRef}`),
      );
      expect(touched).toEqual([...expected, 'production']);
    },
  );

  it('leaves the environments of other replicas to them, but for what Git declares', async () => {
    await observe('small', 'staging resource:default/wine');
    summaries.set('dev resource:default/iris', 'declared anew');
    await watcher.sourcesChanged(IRIS, ['dev', 'production']);
    await waitFor(() => told().length === 2, 'two signals');

    expect(told()).toEqual(
      expect.arrayContaining([
        [IRIS.repository, 'production'],
        [IRIS.repository, 'dev'],
      ]),
    );
    expect(derivations.some(key => key.startsWith('production'))).toBe(false);
  });

  it('begins anew with a cluster that it observes again', async () => {
    await observe('small', 'staging resource:default/wine');
    watcher.setObserved('small', false);
    summaries.set(
      'dev resource:default/iris',
      'told by another replica meanwhile',
    );
    await observe('small', 'staging resource:default/wine');

    expect(told()).toEqual([]);
  });

  it('tries again what could not be derived', async () => {
    await observe('small', 'staging resource:default/wine');
    failure = new Error('database is locked');
    summaries.set('dev resource:default/iris', 'the pod broke');
    watcher.clusterChanged({
      cluster: 'small',
      namespaces: new Set(['ns-dev']),
    });
    await new Promise(setImmediate);
    failure = undefined;
    await waitFor(() => told().length > 0, 'a signal');

    expect(told()).toEqual([[IRIS.repository, 'dev']]);
  });

  it('goes on where pages could not be told', async () => {
    await observe('small', 'staging resource:default/wine');
    publish.mockRejectedValueOnce(new Error('no event bus'));
    summaries.set('dev resource:default/iris', 'broke');
    summaries.set('dev resource:default/wine', 'broke');
    watcher.clusterChanged({
      cluster: 'small',
      namespaces: new Set(['ns-dev']),
    });
    await waitFor(() => told().length === 2, 'two signals');

    expect(told()).toEqual([
      [IRIS.repository, 'dev'],
      [WINE.repository, 'dev'],
    ]);
  });
});

describe('healthByKind', () => {
  const watch = { cluster: 'dev', kind: 'Kustomization' };
  const [early, late] = [
    '2026-11-21T10:00:00.000Z',
    '2026-11-21T11:00:00.000Z',
  ];

  it('is as well as the worst watch of the kind, and as old as the oldest', () => {
    expect(
      healthByKind([
        {
          ...watch,
          namespace: 'models',
          state: 'watching',
          lastContactAt: late,
        },
        {
          ...watch,
          namespace: 'flux-system',
          state: 'failing',
          lastContactAt: early,
          error: 'no route',
        },
        {
          ...watch,
          kind: 'Pod',
          namespace: 'models',
          state: 'watching',
          lastContactAt: late,
        },
      ]),
    ).toEqual([
      { ...watch, state: 'failing', lastContactAt: early, error: 'no route' },
      { ...watch, kind: 'Pod', state: 'watching', lastContactAt: late },
    ]);
  });

  it('has no last contact where one watch never had any', () => {
    const [health] = healthByKind([
      { ...watch, namespace: 'models', state: 'watching', lastContactAt: late },
      { ...watch, namespace: 'flux-system', state: 'starting' },
    ]);

    expect(health).toMatchObject({
      state: 'starting',
      lastContactAt: undefined,
    });
  });
});
