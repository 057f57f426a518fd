import { inspect } from 'node:util';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { HttpRegistryClient } from './HttpRegistryClient';
import { describeBytes, readAll } from './__testUtils__/images';
import {
  retryAtOnce,
  useScriptedRegistries,
  type Handler,
} from './__testUtils__/ScriptedRegistry';
import type { MirrorSettings } from './settings';

const layer = describeBytes(MediaType.imageLayerTar, Buffer.from('weights'));
const bytes = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.imageManifest }),
);
const manifest = describeBytes(MediaType.imageManifest, bytes);

/** Has the blob, and the manifest under any tag; takes what is pushed. */
const full: Handler = (request, response) => {
  if (request.method === 'POST')
    response.writeHead(202, { location: '/upload' }).end();
  else if (request.method === 'PUT' || request.method === 'DELETE')
    request
      .resume()
      .once('end', () =>
        response.writeHead(request.method === 'PUT' ? 201 : 202).end(),
      );
  else if (request.url?.includes('/blobs/'))
    response.end(request.method === 'HEAD' ? undefined : 'weights');
  else if (request.url?.includes('/manifests/')) {
    response.setHeader('content-type', MediaType.imageManifest);
    response.setHeader('docker-content-digest', manifest.digest);
    response.setHeader('content-length', bytes.length);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  } else response.end(JSON.stringify({ tags: ['1.0.0'] }));
};
const empty: Handler = (_, response) => response.writeHead(404).end();

describe('mirrors', () => {
  const start = useScriptedRegistries();

  /** A registry and its mirrors, with accounts of their own. */
  async function startWith(
    origin: Handler,
    mirrors: readonly {
      readonly handler: Handler;
      readonly settings?: Partial<MirrorSettings>;
    }[],
  ) {
    const registry = await start(origin);
    const started = await Promise.all(mirrors.map(one => start(one.handler)));
    const { host } = registry.scripted;
    const client = new HttpRegistryClient(
      [
        {
          host,
          plainHttp: true,
          username: 'origin',
          password: 'hunter2',
          mirrors: started.map(({ scripted }, index) => ({
            host: scripted.host,
            plainHttp: true,
            ...mirrors[index].settings,
          })),
        },
      ],
      retryAtOnce,
    );
    return {
      client,
      repository: registry.repository,
      origin: registry.scripted,
      mirrors: started.map(({ scripted }) => scripted),
    };
  }

  it('are asked in their order for what is named by digest', async () => {
    const { client, repository, origin, mirrors } = await startWith(full, [
      { handler: empty },
      { handler: full },
    ]);
    const blob = await client.fetchBlob(repository, layer);
    expect((await readAll(blob)).toString()).toBe('weights');
    const read = await client.fetchManifest(repository, manifest.digest);
    expect(read.descriptor).toEqual(manifest);
    expect(await client.resolve(repository, manifest.digest)).toEqual(manifest);
    expect(mirrors.map(({ seen }) => seen.length)).toEqual([3, 3]);
    expect(origin.seen).toEqual([]);
  });

  it.each<[string, Handler]>([
    ['has it not', empty],
    ['is down', (_, response) => response.writeHead(503).end()],
    ['wants a password', (_, response) => response.writeHead(401).end()],
    ['answers something else', (_, response) => response.end('{"a":1}')],
    ['breaks off', (_, response) => response.destroy()],
  ])('give way to the registry when one %s', async (_, handler) => {
    const { client, repository, origin, mirrors } = await startWith(full, [
      { handler },
    ]);
    const read = await client.fetchManifest(repository, manifest.digest);
    expect(read.bytes).toEqual(bytes);
    expect(mirrors[0].seen).toHaveLength(1);
    expect(origin.seen).toHaveLength(1);
  });

  it('are left alone for a while when they cannot be reached', async () => {
    const { client, repository, mirrors } = await startWith(full, [
      { handler: (_, response) => response.destroy() },
    ]);
    for (let i = 0; i < 3; i++)
      await client.fetchManifest(repository, manifest.digest);
    expect(mirrors[0].seen).toHaveLength(1);
  });

  it('go on with a blob that broke off elsewhere', async () => {
    const { client, repository, origin } = await startWith(
      (request, response) => {
        expect(request.headers.range).toBe('bytes=3-6');
        response.writeHead(206, { 'content-range': 'bytes 3-6/7' }).end('ghts');
      },
      [
        {
          handler: (_, response) => {
            response.writeHead(200, { 'content-length': '7' });
            response.write('wei', () => setImmediate(() => response.destroy()));
          },
        },
      ],
    );
    const blob = await client.fetchBlob(repository, layer);
    expect((await readAll(blob)).toString()).toBe('weights');
    expect(origin.seen).toHaveLength(1);
  });

  it('say nothing about tags, lists and what is there to push to', async () => {
    const { client, repository, mirrors } = await startWith(full, [
      { handler: full },
    ]);
    await client.resolve(repository, '1.0.0');
    await client.fetchManifest(repository, '1.0.0');
    await client.listTags(repository);
    await client.listReferrers(repository, manifest.digest);
    await client.hasBlob(repository, layer.digest);
    await client.pushManifest(
      repository,
      { mediaType: manifest.mediaType, bytes },
      { tag: '1.0.0' },
    );
    await client.deleteTag(repository, '1.0.0');
    await client.deleteManifest(repository, manifest.digest);
    expect(mirrors[0].seen).toEqual([]);
  });

  it('resolve tags where they are configured to', async () => {
    const { client, repository, origin } = await startWith(full, [
      { handler: full, settings: { hasTags: true } },
    ]);
    expect(await client.resolve(repository, '1.0.0')).toEqual(manifest);
    expect(origin.seen).toEqual([]);
  });

  it('keep repositories below a path of their own', async () => {
    const { client, repository, mirrors } = await startWith(full, [
      { handler: full, settings: { pathPrefix: 'cache/hub' } },
    ]);
    await client.resolve(repository, manifest.digest);
    expect(mirrors[0].seen[0].url).toBe(
      `/v2/cache/hub/models/iris/manifests/${manifest.digest}`,
    );
  });

  it('are signed in to with an account of their own', async () => {
    const basic = (account: string) =>
      `Basic ${Buffer.from(account).toString('base64')}`;
    const needs =
      (account: string): Handler =>
      (request, response, seen) => {
        if (request.headers.authorization === basic(account))
          full(request, response, seen);
        else
          response
            .writeHead(401, { 'www-authenticate': 'Basic realm="r"' })
            .end();
      };
    const { client, repository, origin, mirrors } = await startWith(
      needs('origin:hunter2'),
      [
        { handler: needs('nobody:else') },
        {
          handler: needs('mirror:other'),
          settings: { username: 'mirror', password: 'other' },
        },
      ],
    );
    await client.fetchManifest(repository, manifest.digest);
    await client.fetchManifest(repository, '1.0.0');
    const sent = [origin, ...mirrors].map(({ seen }) => [
      ...new Set(seen.map(({ authorization }) => authorization)),
    ]);
    expect(sent).toEqual([
      [undefined, basic('origin:hunter2')],
      [undefined],
      [undefined, basic('mirror:other')],
    ]);
  });

  it('show their passwords to nobody who prints the client or a stream of it', async () => {
    const { client, repository } = await startWith(full, [
      { handler: full, settings: { username: 'mirror', password: 'other-pw' } },
    ]);
    const stream = await client.fetchBlob(repository, layer);
    const shown = inspect([client, stream], { depth: 50, showHidden: true });
    expect(shown).toContain(layer.digest);
    expect(shown).not.toMatch(/hunter2|other-pw/);
    stream.destroy();
  });
});
