import {
  TOKEN,
  addCleanup,
  cleanUp,
  hasSeen,
  observe,
} from './__testUtils__/observe';
import {
  ScriptedApiServer,
  list,
  pod,
  status,
  watchOpen,
  type Answer,
} from './__testUtils__/ScriptedApiServer';
import { KubernetesClusterReader } from './KubernetesClusterReader';

describe('KubernetesClusterReader, refusals and bounds', () => {
  afterEach(cleanUp);

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
    addCleanup(() => other.stop());
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

  describe('readPodLog', () => {
    async function readLog(answer: Answer, limitBytes?: number) {
      const server = new ScriptedApiServer({ log: [answer] });
      const url = await server.start();
      addCleanup(() => server.stop());
      const reader = KubernetesClusterReader.create({
        name: 'dev',
        url,
        token: TOKEN,
        skipTlsVerify: false,
      });
      addCleanup(() => reader.close());
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
