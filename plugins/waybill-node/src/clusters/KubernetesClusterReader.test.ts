import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';
import {
  ScriptedApiServer,
  TLS,
  lines,
  list,
  pod,
  status,
  watchOpen,
  watchThenClose,
  watchThenDrop,
  type Answer,
} from './__testUtils__/ScriptedApiServer';
import type { ClusterConnection } from './clusterConnection';
import type { ClusterEvent } from './ClusterReader';
import type { ClusterReaderSettings } from './ClusterReaderSettings';
import { KubernetesClusterReader } from './KubernetesClusterReader';

const PODS: ObservedKind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
};
const SERVICES: ObservedKind = {
  group: 'serving.kserve.io',
  version: 'v1beta1',
  kind: 'InferenceService',
  plural: 'inferenceservices',
};
const TOKEN = 'token-that-must-not-leak';

describe('KubernetesClusterReader', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  });

  /** Runs a watch against a script until `isDone`; gives what was told and what was waited. */
  async function observe(options: {
    server: ScriptedApiServer;
    isDone: (events: ClusterEvent[]) => boolean;
    kind?: ObservedKind;
    connection?: Partial<ClusterConnection>;
    settings?: Partial<ClusterReaderSettings>;
    onEvent?: (event: ClusterEvent, count: number) => void;
  }) {
    const events: ClusterEvent[] = [];
    const waits: number[] = [];
    const url = await options.server.start();
    cleanups.push(() => options.server.stop());
    const reader = KubernetesClusterReader.create(
      {
        name: 'dev',
        url,
        token: TOKEN,
        skipTlsVerify: false,
        ...options.connection,
      },
      {
        random: () => 0,
        sleep: async ms => {
          waits.push(ms);
          await new Promise(resolve => {
            setImmediate(resolve);
          });
        },
        ...options.settings,
      },
    );
    cleanups.push(() => reader.close());
    const stop = new AbortController();
    const guard = setTimeout(() => stop.abort(), 10_000);
    await reader.watchKind(
      options.kind ?? PODS,
      event => {
        events.push(event);
        options.onEvent?.(event, events.length);
        if (options.isDone(events)) {
          stop.abort();
        }
      },
      { signal: stop.signal, namespace: 'models' },
    );
    clearTimeout(guard);
    return { events, waits };
  }

  const types = (events: ClusterEvent[]) => events.map(({ type }) => type);
  const hasSeen =
    (type: ClusterEvent['type'], times = 1) =>
    (events: ClusterEvent[]) =>
      events.filter(event => event.type === type).length >= times;

  it('lists in pages, then watches from the version of the list', async () => {
    const server = new ScriptedApiServer({
      list: [
        list([pod('a', '1')], '10', 'next page'),
        list([pod('b', '2')], '10'),
      ],
      watch: [
        watchOpen(
          { type: 'MODIFIED', object: pod('a', '11') },
          { type: 'BOOKMARK', object: { metadata: { resourceVersion: '12' } } },
          { type: 'DELETED', object: pod('b', '13') },
        ),
      ],
    });
    const { events } = await observe({ server, isDone: hasSeen('deleted') });

    expect(types(events)).toEqual([
      'synced',
      'contact',
      'upserted',
      'contact',
      'deleted',
    ]);
    expect(events[0]).toEqual({
      type: 'synced',
      objects: [
        { apiVersion: 'v1', kind: 'Pod', ...pod('a', '1') },
        { apiVersion: 'v1', kind: 'Pod', ...pod('b', '2') },
      ],
    });
    expect(server.lists().map(url => url.searchParams.get('continue'))).toEqual(
      [null, 'next page'],
    );
    expect(server.lists()[0].pathname).toBe('/api/v1/namespaces/models/pods');
    expect(server.watches()[0].searchParams.get('resourceVersion')).toBe('10');
    expect(server.watches()[0].searchParams.get('allowWatchBookmarks')).toBe(
      'true',
    );
    expect(
      server.requests.every(
        ({ authorization }) => authorization === `Bearer ${TOKEN}`,
      ),
    ).toBe(true);
  });

  it('goes on where it was after the server closed the watch', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10')],
      watch: [
        watchThenClose({ type: 'ADDED', object: pod('a', '11') }),
        watchOpen({ type: 'ADDED', object: pod('b', '12') }),
      ],
    });
    const { events } = await observe({
      server,
      isDone: hasSeen('upserted', 2),
    });

    expect(types(events)).not.toContain('failed');
    expect(server.lists()).toHaveLength(1);
    expect(
      server.watches().map(url => url.searchParams.get('resourceVersion')),
    ).toEqual(['10', '11']);
  });

  it('tells of a dropped connection and goes on where it was', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10')],
      watch: [
        watchThenDrop({ type: 'ADDED', object: pod('a', '11') }),
        watchOpen({ type: 'ADDED', object: pod('b', '12') }),
      ],
    });
    const { events, waits } = await observe({
      server,
      isDone: hasSeen('upserted', 2),
    });

    expect(types(events)).toEqual([
      'synced',
      'contact',
      'upserted',
      'failed',
      'contact',
      'upserted',
    ]);
    expect(events[3]).toMatchObject({
      error: { code: 'UNREACHABLE', cluster: 'dev' },
    });
    expect(server.lists()).toHaveLength(1);
    expect(waits).toEqual([250]);
  });

  it('drops the unfinished line of a broken stream', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10')],
      watch: [
        (_req, res) => {
          res.end(
            `${lines([{ type: 'ADDED', object: pod('a', '11') }])}{"type":"ADD`,
          );
        },
        watchOpen({ type: 'ADDED', object: pod('b', '12') }),
      ],
    });
    const { events } = await observe({
      server,
      isDone: hasSeen('upserted', 2),
    });

    expect(server.watches()[1].searchParams.get('resourceVersion')).toBe('11');
    expect(types(events)).not.toContain('failed');
  });

  describe.each([
    [
      'as an event',
      watchOpen({
        type: 'ERROR',
        object: { kind: 'Status', code: 410, message: 'too old' },
      }),
    ],
    ['as an answer', status(410, 'too old')],
  ])('when the version has expired, said %s', (_name, answer) => {
    it('lists again without telling of a failure', async () => {
      const server = new ScriptedApiServer({
        list: [list([pod('a', '1')], '10'), list([], '20')],
        watch: [answer, watchOpen({ type: 'ADDED', object: pod('b', '21') })],
      });
      const { events } = await observe({ server, isDone: hasSeen('upserted') });

      expect(types(events).filter(type => type === 'synced')).toHaveLength(2);
      expect(types(events)).not.toContain('failed');
      expect(server.watches()[1].searchParams.get('resourceVersion')).toBe(
        '20',
      );
    });
  });

  it('backs off further each time while the version expires again and again', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10')],
      watch: [status(410, 'too old')],
    });
    const { waits } = await observe({ server, isDone: hasSeen('failed', 4) });

    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it('opens a silent watch anew', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10')],
      watch: [
        watchOpen(),
        watchOpen({ type: 'ADDED', object: pod('a', '11') }),
      ],
    });
    const { events } = await observe({
      server,
      isDone: hasSeen('upserted'),
      settings: { idleTimeoutMs: 50 },
    });

    expect(types(events)).toEqual(['synced', 'contact', 'contact', 'upserted']);
  });

  it('takes a kind that the cluster does not serve as a fact and looks again', async () => {
    const server = new ScriptedApiServer({
      list: [
        status(404, 'the server could not find the requested resource'),
        list([], '10'),
      ],
      watch: [watchOpen()],
    });
    const { events, waits } = await observe({
      server,
      kind: SERVICES,
      isDone: hasSeen('contact'),
      settings: { absentRecheckMs: 1000 },
    });

    expect(types(events)).toEqual(['absent', 'synced', 'contact']);
    expect(waits).toEqual([750]);
    expect(server.lists()[0].pathname).toBe(
      '/apis/serving.kserve.io/v1beta1/namespaces/models/inferenceservices',
    );
  });

  it.each([
    [401, 'UNAUTHORIZED', 'Replace the serviceAccountToken'],
    [403, 'FORBIDDEN', 'Grant its service account'],
    [500, 'UNREACHABLE', 'HTTP 500'],
  ])(
    'tells of a refusal with %s, without the token',
    async (code, expected, hint) => {
      const server = new ScriptedApiServer({ list: [status(code, 'no')] });
      const { events } = await observe({ server, isDone: hasSeen('failed') });

      const [event] = events;
      expect(event).toMatchObject({
        type: 'failed',
        error: { code: expected, status: code },
      });
      expect(
        JSON.stringify(event) + String((event as { error: Error }).error),
      ).not.toContain(TOKEN);
      expect((event as { error: Error }).error.message).toContain(hint);
      expect((event as { error: Error }).error.message).toContain(
        "Cluster 'dev', list of pods in namespace 'models'",
      );
    },
  );

  it('refuses to follow a redirect', async () => {
    const other = new ScriptedApiServer({ list: [list([], '1')] });
    const elsewhere = await other.start();
    cleanups.push(() => other.stop());
    const server = new ScriptedApiServer({
      list: [
        (_req, res) =>
          res
            .writeHead(307, { location: `${elsewhere}/api/v1/pods?limit=1` })
            .end(),
      ],
    });
    const { events } = await observe({ server, isDone: hasSeen('failed') });

    expect(events[0]).toMatchObject({
      error: { code: 'REJECTED', status: 307 },
    });
    expect(other.requests).toEqual([]);
  });

  it.each([
    ['a page', { maxPageBytes: 50 }, [], 'larger than 50 bytes'],
    ['a list', { maxObjects: 1 }, [], 'more than 1 objects'],
    [
      'an event',
      { maxEventBytes: 20 },
      [{ type: 'ADDED', object: pod('c', '11') }],
      'more than 20 bytes',
    ],
  ])(
    'refuses %s that is too large',
    async (_name, settings, events, message) => {
      const server = new ScriptedApiServer({
        list: [list([pod('a', '1'), pod('b', '2')], '10')],
        watch: [watchOpen(...events)],
      });
      const result = await observe({
        server,
        settings,
        isDone: hasSeen('failed'),
      });

      const failed = result.events.find(({ type }) => type === 'failed');
      expect(failed).toMatchObject({ error: { code: 'TOO_LARGE' } });
      expect((failed as { error: Error }).error.message).toContain(message);
    },
  );

  it.each([
    [
      'a list that is none',
      { list: [(_q, r) => r.end('<html>')] as Answer[], watch: [] },
    ],
    [
      'an event that is none',
      {
        list: [list([], '1')],
        watch: [watchOpen({ type: 'PARTY', object: {} })],
      },
    ],
  ])('refuses %s', async (_name, scripts) => {
    const { events } = await observe({
      server: new ScriptedApiServer(scripts),
      isDone: hasSeen('failed'),
    });

    expect(events.at(-1)).toMatchObject({ error: { code: 'MALFORMED' } });
  });

  it('sees an event again that its listener could not take', async () => {
    const server = new ScriptedApiServer({
      list: [list([], '10'), list([pod('a', '11')], '11')],
      watch: [watchOpen({ type: 'ADDED', object: pod('a', '11') })],
    });
    const { events } = await observe({
      server,
      isDone: hasSeen('synced', 2),
      onEvent: event => {
        if (event.type === 'upserted') {
          throw new Error('database is away');
        }
      },
    });

    expect(types(events)).toEqual([
      'synced',
      'contact',
      'upserted',
      'failed',
      'synced',
    ]);
  });

  it('speaks TLS with the configured authority and refuses an unknown one', async () => {
    const scripts = { list: [list([], '10')], watch: [watchOpen()] };
    const trusted = await observe({
      server: new ScriptedApiServer(scripts, true),
      connection: { ca: TLS.cert.toString() },
      isDone: hasSeen('contact'),
    });
    const distrusted = await observe({
      server: new ScriptedApiServer(scripts, true),
      isDone: hasSeen('failed'),
    });

    expect(types(trusted.events)).toEqual(['synced', 'contact']);
    expect(distrusted.events[0]).toMatchObject({
      error: { code: 'UNREACHABLE' },
    });
    expect((distrusted.events[0] as { error: Error }).error.message).toContain(
      'caData',
    );
  });

  describe('readPodLog', () => {
    async function readLog(answer: Answer, limitBytes?: number) {
      const server = new ScriptedApiServer({ log: [answer] });
      const url = await server.start();
      cleanups.push(() => server.stop());
      const reader = KubernetesClusterReader.create({
        name: 'dev',
        url,
        token: TOKEN,
        skipTlsVerify: false,
      });
      cleanups.push(() => reader.close());
      const text = reader.readPodLog(
        {
          namespace: 'models',
          name: '../secrets',
          container: 'kserve-container',
        },
        { tailLines: 7, limitBytes },
      );
      return { server, text };
    }

    it('asks for the last lines of one container', async () => {
      const { server, text } = await readLog((_req, res) =>
        res.end('one\ntwo\n'),
      );

      expect(await text).toBe('one\ntwo\n');
      const [{ url }] = server.requests;
      expect(url.pathname).toBe(
        '/api/v1/namespaces/models/pods/..%2Fsecrets/log',
      );
      expect(Object.fromEntries(url.searchParams)).toEqual({
        tailLines: '7',
        limitBytes: '262144',
        container: 'kserve-container',
      });
    });

    it('cuts what is longer than was asked for', async () => {
      const { text } = await readLog(
        (_req, res) => res.end('x'.repeat(100)),
        10,
      );

      expect(await text).toBe('x'.repeat(10));
    });

    it('fails where the pod is gone', async () => {
      const { text } = await readLog(status(404, 'pods "iris" not found'));

      await expect(text).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('not found'),
      });
    });
  });
});
