import { mockServices } from '@backstage/backend-test-utils';
import {
  OBSERVED_KINDS,
  trimObject,
  type Environment,
  type KubernetesObject,
} from '@waybill/backstage-plugin-waybill-common';
import { FakeClusterReader } from '../__testUtils__/FakeClusterReader';
import { readStream } from '../__testUtils__/goldenObjects';
import { testDatabases } from '../__testUtils__/testDatabase';
import { waitFor } from '../__testUtils__/waitFor';
import { ClusterObserver, type ClusterChange } from './ClusterObserver';
import { DatabaseObservationStore } from './DatabaseObservationStore';
import { observedScopes } from './observedScopes';

const databases = testDatabases();

const DEV: Environment = {
  name: 'dev',
  title: 'Development',
  cluster: 'dev',
  namespace: 'models',
};

const pod = (name: string, changes: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'models' },
  status: { phase: 'Running' },
  ...changes,
});

describe('ClusterObserver', () => {
  let store: DatabaseObservationStore;
  let reader: FakeClusterReader;
  let changes: ClusterChange[];
  let stop: AbortController;
  let ended: Promise<void>;
  let now: Date;
  let flush: () => void;

  beforeEach(async () => {
    store = new DatabaseObservationStore(await databases.open('SQLITE_3'));
    await start();
  });
  afterEach(async () => {
    stop.abort();
    flush();
    await ended;
  });

  async function start() {
    reader = new FakeClusterReader();
    changes = [];
    stop = new AbortController();
    now = new Date('2026-11-21T10:00:00.000Z');
    flush = () => undefined;
    const observer = new ClusterObserver({
      reader,
      scopes: observedScopes(OBSERVED_KINDS, [DEV]),
      store,
      logger: mockServices.logger.mock(),
      now: () => now,
      onChange: change => changes.push(change),
      sleep: () =>
        new Promise(resolve => {
          const earlier = flush;
          flush = () => {
            earlier();
            resolve();
          };
        }),
    });
    ended = observer.run(stop.signal);
    await waitFor(() => reader.watches.size > 0, 'watches');
  }

  const list = async () => store.list('dev', ['models', 'flux-system']);
  const names = async () => (await list()).map(({ name }) => name);
  const healthOfPods = async () =>
    (await store.listHealth('dev', ['models'])).find(
      ({ kind }) => kind === 'Pod',
    );

  it('watches what an environment needs, and nothing of other namespaces', () => {
    const watched = [...reader.watches].map(
      ({ kind, namespace }) => `${kind.kind} ${namespace ?? 'everywhere'}`,
    );

    expect(watched).toEqual(
      expect.arrayContaining([
        'Pod models',
        'InferenceService models',
        'OCIRepository flux-system',
        'Kustomization flux-system',
        'PolicyReport models',
        'ClusterPolicyReport everywhere',
        'Report models',
        'ClusterReport everywhere',
      ]),
    );
    expect(watched).not.toContain('PolicyReport flux-system');
    expect(watched).not.toContain('Pod flux-system');
    expect(watched).not.toContain('Kustomization argocd');
  });

  it('writes what happens within a moment at once, then tells of it', async () => {
    await reader.upsert(pod('a'));
    await reader.upsert(pod('b'));
    await reader.delete(pod('a'));
    expect(await names()).toEqual([]);
    changes.length = 0;

    flush();
    await waitFor(() => changes.length > 0, 'a change');

    expect(changes).toEqual([
      { cluster: 'dev', namespaces: new Set(['models']) },
    ]);
    expect(await names()).toEqual(['b']);
    expect((await list())[0].observedAt).toBe(now.toISOString());
  });

  it('makes the store hold what a list holds, whatever was waiting to be written', async () => {
    await reader.tell('Pod', { type: 'synced', objects: [] }, 'models');
    await reader.upsert(pod('old'));
    changes.length = 0;
    const listed = pod('new', {
      metadata: {
        name: 'new',
        namespace: 'models',
        uid: 'u',
        resourceVersion: '9',
      },
    });
    await reader.tell('Pod', { type: 'synced', objects: [listed] }, 'models');

    expect(await names()).toEqual(['new']);
    expect(changes.length).toBeGreaterThan(0);
  });

  it('keeps silent about a list that says nothing new', async () => {
    await reader.tell('Pod', { type: 'synced', objects: [] }, 'models');
    changes.length = 0;
    await reader.tell('Pod', { type: 'synced', objects: [] }, 'models');

    expect(changes).toEqual([]);
  });

  it('forgets the objects of a kind that is gone, and takes that as healthy', async () => {
    await reader.tell(
      'Pod',
      {
        type: 'synced',
        objects: [
          pod('a', {
            metadata: {
              name: 'a',
              namespace: 'models',
              uid: 'u',
              resourceVersion: '1',
            },
          }),
        ],
      },
      'models',
    );
    await reader.tell('Pod', { type: 'absent' });

    expect(await names()).toEqual([]);
    expect(await healthOfPods()).toMatchObject({
      state: 'absent',
      error: undefined,
    });
  });

  it.each([
    ['no name', { metadata: { namespace: 'models' } }],
    [
      'a name longer than names are',
      { metadata: { name: 'x'.repeat(254), namespace: 'models' } },
    ],
    [
      'another namespace than was asked for',
      { metadata: { name: 'a', namespace: 'kube-system' } },
    ],
    ['another kind than was asked for', { kind: 'Secret' }],
    ['another group than was asked for', { apiVersion: 'evil.example.com/v1' }],
  ])('takes no object with %s', async (_name, wrong) => {
    const object = pod('a', wrong);
    const event = {
      type: 'synced' as const,
      objects: [
        {
          ...object,
          metadata: { uid: 'u', resourceVersion: '1', ...object.metadata },
        },
      ],
    };
    await reader.tell('Pod', event, 'models');

    expect(await names()).toEqual([]);
  });

  it('keeps the events that warn, and not those that tell that all is well', async () => {
    const event = (name: string, type: string): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'models' },
      type,
      reason: 'Any',
    });
    await reader.upsert(event('pulled', 'Normal'));
    await reader.upsert(event('failed', 'Warning'));
    flush();
    await waitFor(async () => (await names()).length > 0, 'an event');

    expect(await names()).toEqual(['failed']);
  });

  describe('of reports', () => {
    const result = (message: string) => ({ source: 'kyverno', message });
    const ABOUT_IMAGES = result('verified image signatures for r.example/x:1');
    const report = (...results: object[]): KubernetesObject => ({
      apiVersion: 'wgpolicyk8s.io/v1alpha2',
      kind: 'PolicyReport',
      metadata: { name: 'iris', namespace: 'models' },
      scope: { kind: 'Pod', name: 'iris' },
      results,
    });

    it('keeps what is about signatures, and no report of anything else', async () => {
      await reader.upsert(report(result('has labels'), ABOUT_IMAGES));
      flush();
      await waitFor(async () => (await names()).length > 0, 'a report');

      const [{ object }] = await list();
      expect(object.results).toEqual([ABOUT_IMAGES]);
      expect(object.scope).toEqual({ kind: 'Pod', name: 'iris' });
    });

    it('forgets what a report no longer says', async () => {
      await reader.tell(
        'PolicyReport',
        {
          type: 'synced',
          objects: [
            {
              ...report(ABOUT_IMAGES),
              metadata: {
                name: 'iris',
                namespace: 'models',
                uid: 'iris',
                resourceVersion: '1',
              },
            },
          ],
        },
        'models',
      );
      expect(await names()).toEqual(['iris']);

      await reader.upsert(report(result('has labels')));
      flush();
      await waitFor(async () => (await names()).length === 0, 'nothing');
    });

    it('makes no work of those that never said anything', async () => {
      const apply = jest.spyOn(store, 'apply');
      await reader.upsert(report(result('has labels')));
      await reader.delete(report(result('has labels')));
      await reader.upsert(pod('iris-1'));
      flush();
      await waitFor(async () => (await names()).length > 0, 'a pod');

      expect(apply.mock.calls.map(([, all]) => all.length)).toEqual([1]);
    });
  });

  it('keeps what could not be written until it can', async () => {
    const apply = jest
      .spyOn(store, 'apply')
      .mockRejectedValueOnce(new Error('disk full'));
    await reader.upsert(pod('a'));
    flush();
    await waitFor(() => apply.mock.calls.length === 1, 'a failed write');
    await reader.upsert(pod('b'));
    await waitFor(async () => {
      flush();
      return (await names()).length === 2;
    }, 'both pods');

    expect(await names()).toEqual(['a', 'b']);
  });

  describe('health', () => {
    const failed = {
      type: 'failed' as const,
      error: new Error("Cluster 'dev', watch of pods: no route"),
    };

    it('is watching once something was heard', async () => {
      await reader.tell('Pod', { type: 'synced', objects: [] });

      expect(await healthOfPods()).toMatchObject({
        state: 'watching',
        lastContactAt: now.toISOString(),
      });
      expect(changes).toContainEqual({
        cluster: 'dev',
        namespaces: new Set(['models']),
      });
    });

    it('stays so over one dropped connection', async () => {
      await reader.tell('Pod', { type: 'synced', objects: [] });
      changes.length = 0;
      await reader.tell('Pod', failed);
      await reader.tell('Pod', { type: 'contact' });
      await reader.tell('Pod', failed);

      expect(changes).toEqual([]);
      expect(await healthOfPods()).toMatchObject({ state: 'watching' });
    });

    it('is failing when the cluster cannot be reached again, and remembers when it last could', async () => {
      await reader.tell('Pod', { type: 'synced', objects: [] });
      const lastContactAt = now.toISOString();
      now = new Date(now.getTime() + 60_000);
      changes.length = 0;
      await reader.tell('Pod', failed);
      await reader.tell('Pod', failed);

      expect(await healthOfPods()).toMatchObject({
        state: 'failing',
        error: failed.error.message,
        lastContactAt,
      });
      expect(changes).toHaveLength(1);
    });

    it('is failing at once where the cluster was never reached', async () => {
      await reader.tell('Pod', failed);

      expect(await healthOfPods()).toMatchObject({
        state: 'failing',
        error: failed.error.message,
      });
    });

    it('remembers over a restart when the cluster was last heard of', async () => {
      await reader.tell('Pod', { type: 'synced', objects: [] });
      const lastContactAt = now.toISOString();
      stop.abort();
      await ended;
      await start();
      now = new Date(now.getTime() + 60_000);
      await reader.tell('Pod', failed);

      expect(await healthOfPods()).toMatchObject({
        state: 'failing',
        lastContactAt,
      });
    });
  });

  it.each([
    'pod',
    'isvc',
    'deployment',
    'replicaset',
    'kustomization',
    'ocirepository',
  ])('holds at each step what a real cluster said last (%s)', async file => {
    const objects = readStream(`${file}.jsonl`);
    expect(objects.length).toBeGreaterThan(1);
    const last = new Map<string, KubernetesObject>();
    for (const object of objects) {
      await reader.tell(
        object.kind ?? '',
        { type: 'upserted', object },
        object.metadata?.namespace,
      );
      last.set(object.metadata?.name ?? '', object);
    }
    flush();
    await waitFor(
      async () => (await list()).length === last.size,
      'all objects',
    );

    for (const observation of await list()) {
      const expected = last.get(observation.name);
      expect(observation).toMatchObject({
        cluster: 'dev',
        apiVersion: expected?.apiVersion,
        uid: expected?.metadata?.uid,
        resourceVersion: expected?.metadata?.resourceVersion,
        object: trimObject(expected),
      });
      expect(observation.object.metadata).not.toHaveProperty('managedFields');
    }
  });
});
