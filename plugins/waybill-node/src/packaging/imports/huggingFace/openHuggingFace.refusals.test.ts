import { readAll } from '../../../registry/__testUtils__/images';
import { retryAtOnce, useScriptedHubs } from '../__testUtils__/ScriptedHub';
import type { ScriptedHub } from '../__testUtils__/ScriptedHub';
import { COMMIT, fileOf, iris, openModel } from '../__testUtils__/irisOnHub';

describe('openHuggingFace, when it is refused or sent elsewhere', () => {
  const start = useScriptedHubs();

  describe('where it is sent', () => {
    const redirectTo = (hub: ScriptedHub, location: string) => {
      hub.before = (request, response) => {
        if (!request.url?.includes('/resolve/')) return false;
        response.writeHead(302, { location }).end();
        return true;
      };
    };

    it.each([
      ['to plain HTTP', 'http://files.example/model'],
      ['to this machine', 'https://127.0.0.1:1/model'],
      ['to the metadata of a cloud', 'https://169.254.169.254/latest'],
      ['to a private network', 'https://[fd00::1]/model'],
      ['to a name of this machine', 'https://localhost:1/model'],
      ['to another scheme', 'file:///etc/passwd'],
    ])('refuses to be sent %s', async (_, location) => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      redirectTo(hub, location);
      await expect(readAll(file.open())).rejects.toMatchObject({
        code: 'HOST_NOT_ALLOWED',
      });
    });

    it('does not run in circles', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      redirectTo(hub, `/acme/iris/resolve/${COMMIT}/model.safetensors`);
      await expect(readAll(file.open())).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
      });
    });

    it('follows the hub within its own origin, with the token', async () => {
      const hub = await start({ 'acme/iris': { ...iris, token: 'mine' } });
      hub.before = (request, response) => {
        if (!request.url?.startsWith('/api/models/acme/old')) return false;
        response
          .writeHead(307, { location: request.url.replace('old', 'iris') })
          .end();
        return true;
      };
      expect(
        await openModel(hub, {
          model: 'acme/old',
          settings: hub.settings('mine'),
        }),
      ).toMatchObject({ revision: COMMIT });
    });
  });

  describe('when the hub refuses', () => {
    it('says that a gated model needs consent, before anything is read', async () => {
      const hub = await start({
        'acme/iris': { ...iris, info: { gated: 'manual' }, isGated: true },
      });
      await expect(openModel(hub)).rejects.toMatchObject({
        code: 'GATED',
        message: expect.stringContaining(`${hub.endpoint}/acme/iris`),
      });
      expect(
        (await openModel(hub, { settings: hub.settings('agreed') })).warnings,
      ).toContainEqual(expect.objectContaining({ code: 'GATED' }));
    });

    it('says that a model is not there or private, and shows no token', async () => {
      const hub = await start({ 'acme/iris': { ...iris, token: 'mine' } });
      const error = await openModel(hub, {
        settings: hub.settings('not-the-right-one'),
      }).catch(its => its);
      expect(error).toMatchObject({ code: 'NOT_FOUND', status: 401 });
      expect(JSON.stringify({ ...error, text: error.message })).not.toContain(
        'not-the-right-one',
      );
    });

    it('says that there is no such revision', async () => {
      const hub = await start({ 'acme/iris': iris });
      await expect(openModel(hub, { revision: 'v9' })).rejects.toMatchObject({
        code: 'REVISION_NOT_FOUND',
      });
    });

    it.each([
      [401, 'UNAUTHORIZED', 1],
      [403, 'DENIED', 1],
      [404, 'NOT_FOUND', 1],
      [418, 'REFUSED', 1],
      [429, 'RATE_LIMITED', 4],
      [503, 'UNAVAILABLE', 4],
    ])(
      'makes of %i the code %s after %i attempts',
      async (status, code, attempts) => {
        const hub = await start({ 'acme/iris': iris });
        hub.before = (_request, response) => {
          response.writeHead(status).end('<html>secret</html>');
          return true;
        };
        const error = await openModel(hub).catch(its => its);
        expect(error).toMatchObject({ code, status });
        expect(error.message).not.toContain('secret');
        expect(hub.seen).toHaveLength(attempts);
      },
    );

    it.each<[string, Record<string, string>]>([
      ['Retry-After', { 'retry-after': '7' }],
      ["the hub's own header", { ratelimit: '"api";r=0;t=7' }],
    ])('waits as long as %s asks', async (_, headers) => {
      const hub = await start({ 'acme/iris': iris });
      hub.before = (_request, response) => {
        if (hub.seen.length > 1) return false;
        response.writeHead(429, headers).end();
        return true;
      };
      const slept: number[] = [];
      await openModel(hub, {
        retryPolicy: {
          ...retryAtOnce,
          sleep: async ms => {
            slept.push(ms);
          },
        },
      });
      expect(slept).toEqual([7_000]);
    });

    it.each([
      ['HTML', '<!doctype html><html></html>', 'a web page'],
      ['half a JSON', '{"sha":', 'no JSON'],
      ['a commit that is none', '{"sha":"main"}', 'sha'],
      ['null', 'null', 'without what should be in it'],
      ['far too much', `"${'x'.repeat(17_000_000)}"`, 'more than'],
    ])('names %s in the place of an answer', async (_, body, said) => {
      const hub = await start({ 'acme/iris': iris });
      hub.before = (_request, response) => {
        response.end(body);
        return true;
      };
      await expect(openModel(hub)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
        message: expect.stringContaining(said),
      });
    });

    it.each<[string, (page: number) => string]>([
      ['the same page again', () => '7'],
      ['always one more page', String],
    ])('ends where a list gives %s', async (_, cursor) => {
      const hub = await start({ 'acme/iris': iris });
      let page = 0;
      hub.before = (request, response) => {
        if (!request.url?.includes('/tree/')) return false;
        page += 1;
        response.setHeader('link', `</x?cursor=${cursor(page)}>; rel="next"`);
        response.end('[]');
        return true;
      };
      await expect(openModel(hub)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
        message: expect.stringContaining('without an end'),
      });
    });

    it.each([
      ['no size', [{ type: 'file', path: 'a' }]],
      ['a negative size', [{ type: 'file', path: 'a', size: -1 }]],
      [
        'a digest that is none',
        [{ type: 'file', path: 'a', size: 1, lfs: { oid: 'x', size: 1 } }],
      ],
      ['no list', { error: 'x' }],
    ])('names a list of files with %s', async (_, content) => {
      const hub = await start({ 'acme/iris': iris });
      hub.before = (request, response) => {
        if (!request.url?.includes('/tree/')) return false;
        response.end(JSON.stringify(content));
        return true;
      };
      await expect(openModel(hub)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
      });
    });

    it('says that it cannot be reached', async () => {
      const hub = await start({ 'acme/iris': iris });
      const settings = hub.settings();
      await hub.stop();
      await expect(openModel(hub, { settings })).rejects.toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });
  });
});
