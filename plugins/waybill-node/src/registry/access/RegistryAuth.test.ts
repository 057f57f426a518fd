import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { RegistryAuth } from './RegistryAuth';
import { describeBytes, readAll } from '../__testUtils__/images';
import {
  useScriptedRegistries,
  type Handler,
} from '../__testUtils__/ScriptedRegistry';
import { tls } from '../__testUtils__/tls';

const layer = describeBytes(MediaType.imageLayerTar, Buffer.from('weights'));
const account = { username: 'me', password: 'hunter2' };
const basic = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

function challenge(response: ServerResponse, value: string) {
  response.writeHead(401, { 'www-authenticate': value });
  response.end(
    JSON.stringify({
      errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }],
    }),
  );
}

/** A registry with a token server, whose answers a test gives one after the other. */
function withTokens(
  answers: readonly { status?: number; body: unknown }[],
  isGood: (token: string, use: number) => boolean = () => true,
): Handler {
  let asked = 0;
  let used = 0;
  return (request, response) => {
    const authorization = request.headers.authorization ?? '';
    if (request.url?.startsWith('/token')) {
      const { status = 200, body } =
        answers[Math.min(asked++, answers.length - 1)];
      response.writeHead(status).end(JSON.stringify(body));
    } else if (
      authorization.startsWith('Bearer ') &&
      isGood(authorization.slice(7), used++)
    ) {
      response.end(JSON.stringify({ tags: ['1.0.0'] }));
    } else {
      challenge(
        response,
        `Bearer realm="http://${request.headers.host}/token",service="registry",scope="x"`,
      );
    }
  };
}

/** A registry whose token server knows OAuth2's POST only. */
function withOAuth(
  bodies: URLSearchParams[],
  answer: (form: URLSearchParams) => object | undefined,
): Handler {
  return async (request, response) => {
    if (request.url !== '/token') {
      if (request.url?.startsWith('/token')) response.writeHead(404).end();
      else if (request.headers.authorization === 'Bearer t1')
        response.end(JSON.stringify({ tags: ['1.0.0'] }));
      else
        challenge(
          response,
          `Bearer realm="http://${request.headers.host}/token",service="registry"`,
        );
      return;
    }
    const form = new URLSearchParams(await text(request));
    bodies.push(form);
    const given = answer(form);
    response.writeHead(given ? 200 : 401).end(JSON.stringify(given ?? {}));
  };
}

describe('RegistryAuth', () => {
  const start = useScriptedRegistries();

  describe('with a token server', () => {
    it('fetches a token for the scope, once, and sends the password to nobody but the token server', async () => {
      const { client, scripted, repository } = await start(
        withTokens([{ body: { token: 't1', expires_in: 300 } }]),
        account,
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      const tokens = scripted.seen.filter(({ url }) =>
        url.startsWith('/token'),
      );
      expect(tokens).toEqual([
        expect.objectContaining({
          url: '/token?service=registry&scope=repository%3Amodels%2Firis%3Apull',
          authorization: basic,
        }),
      ]);
      const others = scripted.seen.filter(({ url }) => url.startsWith('/v2/'));
      expect(others.map(({ authorization }) => authorization)).toEqual([
        undefined,
        'Bearer t1',
        'Bearer t1',
      ]);
    });

    it.each([5, 0, -1, 'soon'])(
      'uses a token that says it lives %s seconds',
      async expiresIn => {
        const { client, repository } = await start(
          withTokens([{ body: { access_token: 't', expires_in: expiresIn } }]),
        );
        expect(await client.listTags(repository)).toEqual(['1.0.0']);
      },
    );

    it('fetches another token when the registry no longer takes the one it has', async () => {
      const { client, repository } = await start(
        withTokens(
          [{ body: { token: 'first' } }, { body: { token: 'second' } }],
          (token, use) => token === 'second' || use === 0,
        ),
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
    });

    it('gives up when the registry takes no token', async () => {
      const { client, scripted, repository } = await start(
        withTokens([{ body: { token: 't' } }], () => false),
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      });
      expect(scripted.seen).toHaveLength(3);
    });

    it('asks again when the token server has a problem of its own', async () => {
      const { client, repository } = await start(
        withTokens([{ status: 503, body: {} }, { body: { token: 't' } }]),
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
    });

    it.each([
      ['refuses the password', 401, { password: 'hunter2' }, 'UNAUTHORIZED'],
      ['gives no token', 200, {}, 'INVALID_ANSWER'],
      [
        'gives what would end a header',
        200,
        { token: 'a\r\nb: c' },
        'INVALID_ANSWER',
      ],
    ])('says so when it %s', async (_, status, body, code) => {
      const { client, repository } = await start(
        withTokens([{ status, body }]),
        account,
      );
      const error = await client.listTags(repository).catch(e => e);
      expect(error).toMatchObject({ code });
      expect(error.message).toContain('/token');
      expect(error.message + JSON.stringify(error)).not.toContain('hunter2');
    });

    it('names the token server that cannot be reached', async () => {
      const gone = await start(() => {});
      await gone.scripted.stop();
      const { client, repository } = await start((_, response) =>
        challenge(
          response,
          `Bearer realm="http://${gone.scripted.host}/token"`,
        ),
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'UNREACHABLE',
        url: `http://${gone.scripted.host}/token`,
      });
    });

    it('does not ask in the clear for a registry with TLS', async () => {
      const eavesdropper = await start((_, response) => response.end('{}'));
      const { client, repository } = await start(
        (_, response) =>
          challenge(
            response,
            `Bearer realm="http://${eavesdropper.scripted.host}/token"`,
          ),
        { tls, ca: tls.cert, ...account },
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
      });
      expect(eavesdropper.scripted.seen).toEqual([]);
    });

    it('forgets a token before it ends', async () => {
      let now = 0;
      const { scripted } = await start((_, response) =>
        response.end(JSON.stringify({ token: 't', expires_in: 120 })),
      );
      const auth = new RegistryAuth(
        { host: scripted.host, plainHttp: true },
        () => new Agent(),
        () => now,
      );
      const realm = `Bearer realm="http://${scripted.host}/token"`;
      const scope = 'repository:a:pull';
      const refusal = { wwwAuthenticate: realm, scope, sent: undefined };
      expect(await auth.answer(refusal)).toBe(true);
      expect(await auth.headerFor(scope)).toBe('Bearer t');
      expect(await auth.headerFor('repository:b:pull')).toBeUndefined();
      now = 109_000;
      expect(await auth.headerFor(scope)).toBe('Bearer t');
      now = 111_000;
      expect(await auth.headerFor(scope)).toBeUndefined();
    });
  });

  describe('with a password', () => {
    it('sends it once it is asked for, and only then', async () => {
      const { client, scripted, repository } = await start(
        (request, response) =>
          request.headers.authorization === basic
            ? response.end(JSON.stringify({ tags: ['1.0.0'] }))
            : challenge(response, 'Basic realm="r"'),
        account,
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(scripted.seen.map(({ authorization }) => authorization)).toEqual([
        undefined,
        basic,
        basic,
      ]);
    });

    it('says what to check when it is wrong, and does not say it', async () => {
      const { client, repository } = await start(
        (_, response) => challenge(response, 'Basic realm="r"'),
        account,
      );
      const error = await client.listTags(repository).catch(e => e);
      expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
      expect(error.message).toContain('UNAUTHORIZED: authentication required');
      expect(error.message).toContain('waybill.registries');
      expect(JSON.stringify(error) + error.message).not.toContain('hunter2');
    });

    it('chooses the challenge that it can answer', async () => {
      const { client, repository } = await start(
        (request, response) =>
          request.headers.authorization === basic
            ? response.end(JSON.stringify({ tags: [] }))
            : challenge(response, 'Negotiate, Basic realm="a, b=c"'),
        account,
      );
      expect(await client.listTags(repository)).toEqual([]);
    });
  });

  describe('when a blob is on another host', () => {
    async function startPair(elsewhere: Handler) {
      const store = await start(elsewhere, { tls });
      const registry = await start(
        (request, response) => {
          if (request.headers.authorization !== basic) {
            challenge(response, 'Basic realm="r"');
            return;
          }
          const location = `https://${store.scripted.host}/blob?signature=s3cret`;
          response.writeHead(307, { location }).end();
        },
        { tls, ca: tls.cert, ...account },
      );
      return { ...registry, store: store.scripted };
    }

    it('follows there without the password', async () => {
      const { client, repository, store } = await startPair((_, response) =>
        response.end('weights'),
      );
      const stream = await client.fetchBlob(repository, layer);
      expect((await readAll(stream)).toString()).toBe('weights');
      expect(store.seen).toEqual([
        { method: 'GET', url: '/blob?signature=s3cret' },
      ]);
    });

    it('does not fetch a token for that host, wherever it says', async () => {
      const { client, repository, store } = await startPair(
        (request, response) =>
          request.url === '/token'
            ? response.end(JSON.stringify({ token: 't' }))
            : challenge(
                response,
                `Bearer realm="https://${request.headers.host}/token"`,
              ),
      );
      for (const attempt of ['asked for the password', 'knows it']) {
        const error = await client.fetchBlob(repository, layer).catch(e => e);
        expect({ attempt, code: error.code }).toEqual({
          attempt,
          code: 'UNAUTHORIZED',
        });
        expect(error.message).not.toContain('s3cret');
      }
      expect(store.seen.map(({ url }) => url)).not.toContain('/token');
      expect(store.seen.every(seen => !seen.authorization)).toBe(true);
    });

    it('refuses to follow a redirect that leaves TLS', async () => {
      const eavesdropper = await start((_, response) =>
        response.end('weights'),
      );
      const { client, repository } = await start(
        (_, response) => {
          const location = `http://${eavesdropper.scripted.host}/blob`;
          response.writeHead(302, { location }).end();
        },
        { tls, ca: tls.cert },
      );
      await expect(client.fetchBlob(repository, layer)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
      });
      expect(eavesdropper.scripted.seen).toEqual([]);
    });
  });

  describe('with an identity token', () => {
    it('asks by POST, as OAuth2 has it, and shows it to nobody else', async () => {
      const bodies: URLSearchParams[] = [];
      const { client, scripted, repository } = await start(
        withOAuth(bodies, () => ({ access_token: 't1' })),
        { username: 'me', identityToken: 'refresh-me' },
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(bodies.map(body => Object.fromEntries(body))).toEqual([
        {
          grant_type: 'refresh_token',
          refresh_token: 'refresh-me',
          client_id: 'waybill',
          service: 'registry',
          scope: 'repository:models/iris:pull',
        },
      ]);
      expect(scripted.seen.map(({ authorization }) => authorization)).toEqual([
        undefined,
        undefined,
        'Bearer t1',
      ]);
      expect(JSON.stringify(scripted.seen)).not.toContain('refresh-me');
    });

    it('does not fall back to a password where it is refused', async () => {
      const { client, repository } = await start(
        withOAuth([], () => undefined),
        { username: 'me', password: 'hunter2', identityToken: 'refresh-me' },
      );
      const error = await client.listTags(repository).catch(e => e);
      expect(error).toMatchObject({ code: 'UNAUTHORIZED', method: 'POST' });
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(
        /refresh-me|hunter2/,
      );
    });
  });

  it('asks by POST with the password where the token server knows no GET', async () => {
    const bodies: URLSearchParams[] = [];
    const { client, repository } = await start(
      withOAuth(bodies, () => ({ access_token: 't1' })),
      account,
    );
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
    expect(bodies.map(body => body.get('grant_type'))).toEqual(['password']);
    expect(bodies[0].get('password')).toBe('hunter2');
  });

  it('uses a registry token as it is', async () => {
    const { client, scripted, repository } = await start(
      withTokens([{ body: {} }], token => token === 'given'),
      { registryToken: 'given' },
    );
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
    expect(scripted.seen.map(({ url }) => url)).not.toContain('/token');
  });

  it('gives up on a registry token that is refused', async () => {
    const { client, scripted, repository } = await start(
      withTokens([{ body: {} }], () => false),
      { registryToken: 'given' },
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
    expect(scripted.seen).toHaveLength(2);
  });

  it('asks once for what many requests wait for', async () => {
    const { client, scripted, repository } = await start(
      withTokens([{ body: { token: 't1' } }]),
    );
    await Promise.all(
      Array.from({ length: 8 }, () => client.listTags(repository)),
    );
    const asked = scripted.seen.filter(({ url }) => url.startsWith('/token'));
    expect(asked).toHaveLength(1);
  });

  it('does not let who stops waiting stop the others', async () => {
    let isAsked = (_answer: () => void) => {};
    const asked = new Promise<() => void>(resolve => {
      isAsked = resolve;
    });
    const { client, repository } = await start((request, response) => {
      if (request.headers.authorization) response.end('{"tags":["1.0.0"]}');
      else if (request.url?.startsWith('/token'))
        isAsked(() => response.end('{"token":"t1"}'));
      else
        challenge(
          response,
          `Bearer realm="http://${request.headers.host}/token"`,
        );
    });
    const controller = new AbortController();
    const first = client
      .listTags(repository, { signal: controller.signal })
      .catch(error => error);
    const second = client.listTags(repository);
    const answer = await asked;
    controller.abort(new Error('cancelled by the user'));
    expect(await first).toMatchObject({ message: 'cancelled by the user' });
    answer();
    expect(await second).toEqual(['1.0.0']);
  });

  it('asks for both repositories before it mounts a blob', async () => {
    const { client, scripted, repository } = await start(
      (request, response) => {
        const { authorization } = request.headers;
        if (request.url?.startsWith('/token')) response.end('{"token":"t1"}');
        else if (!authorization)
          challenge(
            response,
            `Bearer realm="http://${request.headers.host}/token"`,
          );
        else response.writeHead(request.method === 'HEAD' ? 404 : 201).end();
      },
    );
    await client.pushBlob(
      repository,
      layer,
      () => {
        throw new Error('it was opened');
      },
      { mountFrom: 'models/base' },
    );
    const scopes = scripted.seen
      .filter(({ url }) => url.startsWith('/token'))
      .map(({ url }) => new URL(url, 'http://x').searchParams.getAll('scope'));
    expect(scopes).toContainEqual([
      'repository:models/iris:pull,push',
      'repository:models/base:pull',
    ]);
  });

  it('asks for the actions that the registry wants, and for no other repository', async () => {
    const { client, scripted, repository } = await start(
      (request, response) => {
        if (request.url?.startsWith('/token')) response.end('{"token":"t1"}');
        else if (request.headers.authorization) response.writeHead(202).end();
        else
          challenge(
            response,
            `Bearer realm="http://${request.headers.host}/token",scope="repository:models/iris:*,delete repository:secret/x:pull"`,
          );
      },
    );
    await client.deleteManifest(repository, layer.digest);
    const asked = scripted.seen.findLast(({ url }) => url.startsWith('/token'));
    expect(
      new URL(asked?.url ?? '', 'http://x').searchParams.getAll('scope'),
    ).toEqual(['repository:models/iris:delete,*']);
  });

  describe('with a source of credentials', () => {
    it('asks it for the repository, once, and again when the password is refused', async () => {
      const passwords = ['old', 'new'];
      const asked: object[] = [];
      const isGood = (header = '') =>
        Buffer.from(header.slice(6), 'base64').toString() === 'me:new';
      const { client, repository } = await start(
        (request, response) =>
          isGood(request.headers.authorization)
            ? response.end(JSON.stringify({ tags: ['1.0.0'] }))
            : challenge(response, 'Basic realm="r"'),
        {
          credentials: {
            async find(name) {
              asked.push(name);
              return { username: 'me', password: passwords.shift() ?? 'new' };
            },
          },
        },
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      });
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(asked).toEqual([repository, repository]);
    });

    it('asks it again when the token server refuses', async () => {
      const passwords = ['old', 'new'];
      const { client, repository } = await start(
        (request, response) => {
          const { authorization = '' } = request.headers;
          if (!request.url?.startsWith('/token')) {
            if (authorization) response.end('{"tags":["1.0.0"]}');
            else
              challenge(
                response,
                `Bearer realm="http://${request.headers.host}/token"`,
              );
          } else if (authorization.endsWith(btoa('me:new')))
            response.end('{"token":"t"}');
          else response.writeHead(401).end();
        },
        {
          credentials: {
            find: async () => ({ username: 'me', password: passwords.shift() }),
          },
        },
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(passwords).toEqual([]);
    });

    it('signs nobody in where it has none', async () => {
      const { client, repository } = await start(
        (_, response) => challenge(response, 'Basic realm="r"'),
        { credentials: { find: async () => undefined } },
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      });
    });
  });

  it('shows the certificate of the client to the registry, and not to where it redirects', async () => {
    const shown: string[] = [];
    const identify = (name: string, request: IncomingMessage) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      shown.push(`${name}: ${subject ? 'known' : 'unknown'}`);
    };
    const mutual = { ...tls, requestCert: true, rejectUnauthorized: false };
    const store = await start(
      (request, response) => {
        identify('store', request);
        response.end('weights');
      },
      { tls: mutual },
    );
    const { client, repository } = await start(
      (request, response) => {
        identify('registry', request);
        const location = `https://${store.scripted.host}/blob`;
        response.writeHead(307, { location }).end();
      },
      {
        tls: mutual,
        ca: tls.cert,
        clientCertificate: tls.cert,
        clientKey: tls.key,
      },
    );
    await readAll(await client.fetchBlob(repository, layer));
    expect(shown).toEqual(['registry: known', 'store: unknown']);
  });
});
