import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  MediaType,
  referrersTag,
} from '@waybill/backstage-plugin-waybill-common';
import { startRegistry, type RunningRegistry } from '@waybill/sandbox';
import { HttpRegistryClient } from './HttpRegistryClient';
import { DEFAULT_RETRY_POLICY } from './retry';
import {
  describeBytes,
  describeRegistryContract,
  pushImage,
  readAll,
} from './__testUtils__/registryContract';
import {
  ScriptedRegistry,
  type Handler,
} from './__testUtils__/ScriptedRegistry';

const retryAtOnce = { ...DEFAULT_RETRY_POLICY, sleep: async () => {} };
const layer = describeBytes(MediaType.imageLayerTar, Buffer.from('weights'));

describe('HttpRegistryClient', () => {
  let dir: string;
  let registry: RunningRegistry;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-registry-'));
    registry = await startRegistry({ dir, port: 0 });
  });
  afterAll(async () => {
    await registry.stop();
    await rm(dir, { recursive: true, force: true });
  });

  describe('against the registry of the sandbox', () => {
    describeRegistryContract(async () => ({
      client: new HttpRegistryClient([
        { host: registry.host, plainHttp: true },
      ]),
      host: registry.host,
    }));
  });

  describe('against registries with a will of their own', () => {
    const stops: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop();
    });

    async function start(
      handler: Handler,
      credentials: { username?: string; password?: string } = {},
    ) {
      const scripted = await ScriptedRegistry.start(handler);
      stops.push(() => scripted.stop());
      const client = new HttpRegistryClient(
        [{ host: scripted.host, plainHttp: true, ...credentials }],
        retryAtOnce,
      );
      return {
        scripted,
        client,
        repository: { host: scripted.host, path: 'models/iris' },
      };
    }

    it('talks to no host that is not configured, and says where to add it', async () => {
      const client = new HttpRegistryClient([]);
      await expect(
        client.listTags({ host: 'evil.example.com', path: 'a' }),
      ).rejects.toMatchObject({
        code: 'REGISTRY_NOT_CONFIGURED',
        message: expect.stringContaining('waybill.registries'),
      });
    });

    it('fetches a token for the scope, once, and sends the password to nobody but the token server', async () => {
      const { client, scripted, repository } = await start(
        (request, response) => {
          if (request.url?.startsWith('/token')) {
            response.end(JSON.stringify({ token: 't1', expires_in: 300 }));
          } else if (request.headers.authorization !== 'Bearer t1') {
            response.writeHead(401, {
              'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="registry",scope="x"`,
            });
            response.end();
          } else {
            response.end(JSON.stringify({ tags: ['1.0.0'] }));
          }
        },
        { username: 'me', password: 'secret' },
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      const tokens = scripted.seen.filter(({ url }) =>
        url.startsWith('/token'),
      );
      expect(tokens).toEqual([
        expect.objectContaining({
          url: '/token?service=registry&scope=repository%3Amodels%2Firis%3Apull',
          authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
        }),
      ]);
    });

    it('says what to check when the password is wrong, and does not say the password', async () => {
      const { client, repository } = await start(
        (_, response) => {
          response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' });
          response.end(
            JSON.stringify({
              errors: [
                { code: 'UNAUTHORIZED', message: 'authentication required' },
              ],
            }),
          );
        },
        { username: 'me', password: 'hunter2' },
      );
      const error = await client.listTags(repository).catch(e => e);
      expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
      expect(error.message).toContain('UNAUTHORIZED: authentication required');
      expect(error.message).toContain('waybill.registries');
      expect(JSON.stringify(error) + error.message).not.toContain('hunter2');
    });

    it('follows a blob to another host without the credentials', async () => {
      const elsewhere = await start((_, response) => response.end('weights'));
      const { client, scripted, repository } = await start(
        (request, response) => {
          if (request.headers.authorization) {
            response.writeHead(307, {
              location: `https://${elsewhere.scripted.host}/blob?signature=s3cret`,
            });
          } else {
            response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' });
          }
          response.end();
        },
        { username: 'me', password: 'secret' },
      );
      // the other host speaks no TLS, so the connection fails: what counts is where it went, and with what
      const error = await client.fetchBlob(repository, layer).catch(e => e);
      expect(error).toMatchObject({
        code: 'UNREACHABLE',
        url: `https://${elsewhere.scripted.host}/blob`,
      });
      expect(error.message).not.toContain('s3cret');
      expect(scripted.seen[1].authorization).toBeDefined();
      expect(elsewhere.scripted.seen).toEqual([]);
    });

    it('refuses to follow a redirect that leaves TLS', async () => {
      const { client, repository } = await start((_, response) => {
        response.writeHead(302, {
          location: 'http://metadata.example.com/latest',
        });
        response.end();
      });
      await expect(client.fetchBlob(repository, layer)).rejects.toMatchObject({
        code: 'INVALID_ANSWER',
      });
    });

    it('fails the stream when the registry sends other bytes', async () => {
      const { client, repository } = await start((_, response) =>
        response.end('WEIGHTS'),
      );
      await expect(
        readAll(await client.fetchBlob(repository, layer)),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('fails the stream when the connection breaks in the middle', async () => {
      const { client, repository } = await start((_, response) => {
        response.writeHead(200, { 'content-length': '7' });
        response.write('wei', () => response.destroy());
      });
      await expect(
        readAll(await client.fetchBlob(repository, layer)),
      ).rejects.toThrow();
    });

    it.each([429, 500, 503])(
      'tries again after a %s and then succeeds',
      async status => {
        const { client, scripted, repository } = await start(
          (_, response, seen) => {
            if (seen.length < 3)
              response.writeHead(status, { 'retry-after': '1' });
            response.end(JSON.stringify({ tags: ['1.0.0'] }));
          },
        );
        expect(await client.listTags(repository)).toEqual(['1.0.0']);
        expect(scripted.seen).toHaveLength(3);
      },
    );

    it('does not try again what the registry refuses', async () => {
      const { client, scripted, repository } = await start((_, response) => {
        response.writeHead(403);
        response.end('<html>no</html>');
      });
      await expect(client.listTags(repository)).rejects.toMatchObject({
        code: 'DENIED',
        isRetryable: false,
      });
      expect(scripted.seen).toHaveLength(1);
    });

    it('opens the bytes anew when an upload breaks', async () => {
      let opened = 0;
      let uploads = 0;
      const { client, repository } = await start((request, response) => {
        if (request.method === 'HEAD') response.writeHead(404).end();
        else if (request.method === 'POST')
          response.writeHead(202, { location: `/v2/up/${uploads++}` }).end();
        else if (uploads === 1) request.socket.destroy();
        else request.resume().on('end', () => response.writeHead(201).end());
      });
      await client.pushBlob(repository, layer, () => {
        opened += 1;
        return Readable.from([Buffer.from('weights')]);
      });
      expect({ opened, uploads }).toEqual({ opened: 2, uploads: 2 });
    });

    it('tells why the bytes could not be read, not that the connection broke', async () => {
      const { client, repository } = await start((request, response) => {
        if (request.method === 'HEAD') response.writeHead(404).end();
        else if (request.method === 'POST')
          response.writeHead(202, { location: '/v2/up' }).end();
        else request.resume();
      });
      const failing = () =>
        new Readable({
          read() {
            this.destroy(new Error('model.bin changed'));
          },
        });
      await expect(client.pushBlob(repository, layer, failing)).rejects.toThrow(
        'model.bin changed',
      );
    });

    it('follows the pages of a list of tags, and not off the registry', async () => {
      const { client, scripted, repository } = await start(
        (request, response) => {
          const isFirst = !request.url?.includes('last=');
          if (isFirst)
            response.setHeader(
              'link',
              '<http://evil.example.com/v2/models/iris/tags/list?last=b&n=2>; rel="next"',
            );
          response.end(JSON.stringify({ tags: isFirst ? ['a', 'b'] : ['c'] }));
        },
      );
      expect(await client.listTags(repository)).toEqual(['a', 'b', 'c']);
      expect(scripted.seen).toHaveLength(2);
    });

    it('refuses a manifest that is larger than one may be', async () => {
      const { client, repository } = await start((_, response) =>
        response.end(Buffer.alloc(5 * 1024 * 1024)),
      );
      await expect(
        client.fetchManifest(repository, '1.0.0'),
      ).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
    });

    it('refuses a manifest that is not the one asked for', async () => {
      const { client, repository } = await start((_, response) =>
        response.end('{}'),
      );
      await expect(
        client.fetchManifest(repository, layer.digest),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('stops when it is told to', async () => {
      const { client, repository } = await start(() => {});
      const controller = new AbortController();
      const listing = client.listTags(repository, {
        signal: controller.signal,
      });
      controller.abort(new Error('cancelled by the user'));
      await expect(listing).rejects.toThrow('cancelled by the user');
    });
  });

  describe('against a registry without a referrers API', () => {
    /** Passes everything on to the sandbox's registry, less what distribution 3.1 does not have. */
    async function startWithoutReferrers(
      afterFirstListWritten: () => Promise<void> = async () => {},
    ) {
      let listsWritten = 0;
      const scripted = await ScriptedRegistry.start(
        async (request, response) => {
          if (request.url?.includes('/referrers/')) {
            response.writeHead(404).end('404 page not found');
            return;
          }
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk);
          const answer = await fetch(`${registry.url}${request.url}`, {
            method: request.method,
            headers: Object.entries(request.headers).flatMap(
              ([name, value]): [string, string][] =>
                [
                  'host',
                  'connection',
                  'content-length',
                  'transfer-encoding',
                ].includes(name)
                  ? []
                  : [[name, String(value)]],
            ),
            body: ['GET', 'HEAD'].includes(request.method ?? '')
              ? undefined
              : Buffer.concat(chunks),
          });
          const isList =
            request.method === 'PUT' &&
            /\/manifests\/sha256-[0-9a-f]{64}$/.test(request.url ?? '');
          if (isList && listsWritten++ === 0) await afterFirstListWritten();
          const headers = Object.fromEntries(
            [...answer.headers].filter(([name]) => name !== 'oci-subject'),
          );
          response.writeHead(answer.status, headers);
          response.end(
            request.method === 'HEAD'
              ? undefined
              : Buffer.from(await answer.arrayBuffer()),
          );
        },
      );
      const client = new HttpRegistryClient(
        [{ host: scripted.host, plainHttp: true }],
        retryAtOnce,
      );
      return {
        scripted,
        client,
        repository: { host: scripted.host, path: 'models/fallback' },
      };
    }

    it('keeps the list in the fallback tag, and adds itself again when another writer was faster', async () => {
      let overwrite = async () => {};
      const { scripted, client, repository } = await startWithoutReferrers(() =>
        overwrite(),
      );
      try {
        const direct = new HttpRegistryClient([
          { host: registry.host, plainHttp: true },
        ]);
        const inRegistry = { ...repository, host: registry.host };
        const { descriptor: subject } = await pushImage(client, repository, {
          tag: '1.0.0',
        });
        const { descriptor: theirs } = await pushImage(direct, inRegistry, {
          artifactType: 'application/vnd.b',
        });
        overwrite = async () => {
          const list = {
            schemaVersion: 2,
            mediaType: MediaType.imageIndex,
            manifests: [theirs],
          };
          const bytes = Buffer.from(JSON.stringify(list));
          await direct.pushManifest(
            inRegistry,
            { mediaType: list.mediaType, bytes },
            { tag: referrersTag(subject.digest) },
          );
        };
        const { descriptor: ours } = await pushImage(client, repository, {
          subject,
          artifactType: 'application/vnd.a',
        });
        const listed = await client.listReferrers(repository, subject.digest);
        expect(listed.map(({ digest }) => digest)).toEqual([
          theirs.digest,
          ours.digest,
        ]);
        expect(listed[1]).toMatchObject({
          artifactType: 'application/vnd.a',
          annotations: { 'dev.example.note': 'one' },
        });
      } finally {
        await scripted.stop();
      }
    });
  });
});
