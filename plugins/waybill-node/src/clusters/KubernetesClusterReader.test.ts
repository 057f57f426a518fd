import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';
import {
  TOKEN,
  cleanUp,
  hasSeen,
  observe,
  types,
} from './__testUtils__/observe';
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
} from './__testUtils__/ScriptedApiServer';

const SERVICES: ObservedKind = {
  group: 'serving.kserve.io',
  version: 'v1beta1',
  kind: 'InferenceService',
  plural: 'inferenceservices',
};

describe('KubernetesClusterReader', () => {
  afterEach(cleanUp);

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
});
