import type { ServerResponse } from 'node:http';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MANIFEST_MAX_BYTES } from './manifestBytes';
import type { RegistryClient, RepositoryName } from './RegistryClient';
import { describeBytes, readAll } from './__testUtils__/images';
import {
  useScriptedRegistries,
  type Handler,
} from './__testUtils__/ScriptedRegistry';
import { tls } from './__testUtils__/tls';
import { DEFAULT_TIME_LIMITS } from './TimeLimits';

const layer = {
  ...describeBytes(MediaType.imageLayerTar, Buffer.from('weights')),
  size: 1e9,
};
const html = '<!DOCTYPE html><title>Sign in</title>';

type Read = (
  client: RegistryClient,
  repository: RepositoryName,
) => Promise<unknown>;

const reads = {
  manifest: (client, repository) => client.fetchManifest(repository, '1.0.0'),
  blob: async (client, repository) =>
    readAll(await client.fetchBlob(repository, layer)),
  tags: (client, repository) => client.listTags(repository),
  referrers: (client, repository) =>
    client.listReferrers(repository, layer.digest),
  repositories: (client, { host }) => client.listRepositories(host),
} satisfies Record<string, Read>;

function drip(response: ServerResponse) {
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}

/** What each read is about: an error must name it. */
const subject: Record<keyof typeof reads, string> = {
  manifest: '1.0.0',
  blob: layer.digest,
  tags: 'models/iris',
  referrers: layer.digest,
  repositories: 'repositories',
};

describe('a hostile registry', () => {
  const start = useScriptedRegistries();

  async function failureOf(
    read: keyof typeof reads,
    handler: Handler,
    options: Parameters<typeof start>[1] = {},
  ) {
    const { client, repository, scripted } = await start(handler, options);
    const error = await reads[read](client, repository).then(
      () => undefined,
      thrown => thrown,
    );
    return { error, host: scripted.host, seen: scripted.seen };
  }

  describe.each(Object.keys(reads) as (keyof typeof reads)[])(
    'that is asked for %s',
    read => {
      it('breaks each answer off', async () => {
        const { error, seen, host } = await failureOf(read, (_, response) => {
          response.writeHead(200, { 'content-length': '9' });
          response.write('{', () => setImmediate(() => response.destroy()));
        });
        expect(error).toMatchObject({
          name: 'RegistryError',
          code: 'UNREACHABLE',
          message: expect.stringContaining(host),
          url: expect.stringContaining(`http://${host}/v2/`),
        });
        expect(seen).toHaveLength(4);
      });

      it('drips', async () => {
        const { error } = await failureOf(
          read,
          (_, response) => {
            response.writeHead(200);
            drip(response);
          },
          {
            limits: {
              ...DEFAULT_TIME_LIMITS,
              answerMs: 150,
              slowAfterMs: 150,
              minBytesPerSecond: 1e9,
            },
          },
        );
        expect(error).toMatchObject({
          code: 'UNREACHABLE',
          message: expect.stringContaining(subject[read]),
        });
      });

      it('says nothing at all', async () => {
        const { error } = await failureOf(read, () => {}, {
          limits: { ...DEFAULT_TIME_LIMITS, idleMs: 50 },
        });
        expect(error).toMatchObject({ code: 'UNREACHABLE' });
      });

      it('sends headers without end', async () => {
        const { error, seen } = await failureOf(read, (_, response) => {
          response.socket?.write('HTTP/1.1 200 OK\r\n');
          for (let i = 0; i < 64; i++)
            response.socket?.write(`x-${i}: ${'x'.repeat(1024)}\r\n`);
        });
        expect(error).toMatchObject({
          code: 'INVALID_ANSWER',
          isRetryable: false,
          message: expect.stringContaining('too many headers'),
        });
        expect(seen).toHaveLength(1);
      });

      it('sends what is no HTTP', async () => {
        const { error } = await failureOf(read, (_, response) => {
          response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
        });
        expect(error).toMatchObject({
          code: 'INVALID_ANSWER',
          message: expect.stringContaining('no HTTP'),
        });
      });

      it('sends its clients to a place without TLS', async () => {
        const other = await start((_, response) => response.end('{}'));
        const { error } = await failureOf(
          read,
          (_, response) => {
            const location = `http://${other.scripted.host}/v2/`;
            response.writeHead(307, { location }).end();
          },
          { tls, ca: tls.cert, username: 'me', password: 'hunter2' },
        );
        expect(error).toMatchObject({
          code: 'INVALID_ANSWER',
          message: expect.stringContaining(other.scripted.host),
        });
        expect(other.scripted.seen).toEqual([]);
      });
    },
  );

  it.each<keyof typeof reads>(['tags', 'repositories', 'referrers'])(
    'has %s without end',
    async read => {
      const { error, seen } = await failureOf(
        read,
        (request, response, { length }) => {
          response.setHeader('content-type', MediaType.imageIndex);
          response.setHeader(
            'link',
            `<${request.url}?p=${length}>; rel="next"`,
          );
          response.end(
            JSON.stringify({ tags: [], repositories: [], manifests: [] }),
          );
        },
      );
      expect(error).toMatchObject({
        code: 'INVALID_ANSWER',
        message: expect.stringContaining(subject[read]),
      });
      expect(seen.length).toBeLessThanOrEqual(1_000);
    },
  );

  it.each<keyof typeof reads>(['manifest', 'tags', 'repositories'])(
    'answers %s with a page for people',
    async read => {
      const { error } = await failureOf(read, (_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(html);
      });
      expect(error).toMatchObject({
        code: 'INVALID_ANSWER',
        message: expect.stringContaining(subject[read]),
      });
      expect(error.message).not.toContain('Sign in');
    },
  );

  it.each<keyof typeof reads>([
    'manifest',
    'tags',
    'repositories',
    'referrers',
  ])('has %s of five megabytes', async read => {
    const { error } = await failureOf(read, (_, response) =>
      response.end(Buffer.alloc(MANIFEST_MAX_BYTES + 1024 * 1024, ' ')),
    );
    expect(error).toMatchObject({
      code: 'MANIFEST_TOO_LARGE',
      message: expect.stringContaining(subject[read]),
    });
  });

  it.each([
    [
      'an image as index',
      MediaType.imageIndex,
      { schemaVersion: 2, config: {}, layers: [] },
    ],
    [
      'an index as image',
      MediaType.imageManifest,
      { schemaVersion: 2, manifests: [] },
    ],
    [
      'an index that says that it is an image',
      MediaType.imageIndex,
      { mediaType: MediaType.imageManifest, manifests: [] },
    ],
    [
      'what is both',
      MediaType.imageManifest,
      { mediaType: MediaType.imageManifest, layers: [], manifests: [] },
    ],
    [
      'what says that it is something else',
      MediaType.imageManifest,
      { mediaType: MediaType.dockerManifest, layers: [] },
    ],
    ['a list', MediaType.imageManifest, []],
    ['nothing', MediaType.imageManifest, null],
  ])('passes off %s', async (_, type, content) => {
    const { error } = await failureOf('manifest', (_request, response) => {
      response.setHeader('content-type', type);
      response.end(JSON.stringify(content));
    });
    expect(error).toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('The manifest 1.0.0 of'),
    });
  });

  it.each([
    ['no type', undefined],
    ['a type that says nothing', 'application/json'],
    ['a type with a charset', `${MediaType.imageManifest}; charset=utf-8`],
  ])('may send a manifest with %s', async (_, type) => {
    const { client, repository } = await start((_request, response) => {
      if (type) response.setHeader('content-type', type);
      response.end(JSON.stringify({ schemaVersion: 2, layers: [] }));
    });
    const { descriptor } = await client.fetchManifest(repository, '1.0.0');
    expect(descriptor.mediaType).toBe(MediaType.imageManifest);
  });
});
