import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MANIFEST_MAX_BYTES, digestOfBytes } from './manifestBytes';
import { useScriptedRegistries } from './__testUtils__/ScriptedRegistry';

const bytes = Buffer.from('{"schemaVersion":2}');
const digest = digestOfBytes(bytes);
const other = digestOfBytes(Buffer.from('other'));

describe('manifests', () => {
  const start = useScriptedRegistries();

  describe('fetchManifest', () => {
    it('refuses bytes that are not of the digest', async () => {
      const { client, repository } = await start((_, response) =>
        response.end('{}'),
      );
      await expect(
        client.fetchManifest(repository, digest),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('refuses bytes that are not of the digest that the registry names for a tag', async () => {
      const { client, repository } = await start((_, response) => {
        response.setHeader('docker-content-digest', other);
        response.end(bytes);
      });
      await expect(
        client.fetchManifest(repository, '1.0.0'),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('checks a sha512 digest by its own algorithm', async () => {
      const sha512 = digestOfBytes(bytes, `sha512:${'0'.repeat(128)}`);
      const { client, repository } = await start((_, response) =>
        response.end(bytes),
      );
      const { descriptor } = await client.fetchManifest(repository, sha512);
      expect(descriptor).toEqual({
        mediaType: MediaType.imageManifest,
        digest: sha512,
        size: bytes.length,
      });
    });

    it('reads no more than a manifest may be', async () => {
      const { client, repository } = await start((_, response) =>
        response.end(Buffer.alloc(MANIFEST_MAX_BYTES + 1)),
      );
      await expect(
        client.fetchManifest(repository, '1.0.0'),
      ).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
    });
  });

  describe('resolve', () => {
    it('reads the manifest where HEAD does not tell its digest', async () => {
      const { client, scripted, repository } = await start(
        (request, response) =>
          response.end(request.method === 'HEAD' ? undefined : bytes),
      );
      expect(await client.resolve(repository, '1.0.0')).toMatchObject({
        digest,
        size: bytes.length,
      });
      expect(scripted.seen.map(({ method }) => method)).toEqual([
        'HEAD',
        'GET',
      ]);
    });

    it('does not take another digest for the one that was asked for', async () => {
      const { client, repository } = await start((_, response) => {
        response.setHeader('docker-content-digest', other);
        response.setHeader('content-type', MediaType.imageManifest);
        response.setHeader('content-length', '7');
        response.end();
      });
      await expect(client.resolve(repository, digest)).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
      });
    });
  });

  describe('pushManifest', () => {
    it('notices that the registry stored something else', async () => {
      const { client, repository } = await start((request, response) => {
        request.resume();
        response.writeHead(201, { 'docker-content-digest': other }).end();
      });
      await expect(
        client.pushManifest(repository, {
          mediaType: MediaType.imageManifest,
          bytes,
        }),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('sends nothing that is larger than registries take', async () => {
      const { client, scripted, repository } = await start(() => {});
      const large = JSON.stringify({ a: 'x'.repeat(MANIFEST_MAX_BYTES) });
      await expect(
        client.pushManifest(repository, {
          mediaType: MediaType.imageManifest,
          bytes: Buffer.from(large),
        }),
      ).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
      expect(scripted.seen).toEqual([]);
    });
  });
});

describe('listTags', () => {
  const start = useScriptedRegistries();

  it.each([
    ['names itself as the next page', () => 'same'],
    ['has an empty next page for ever', (count: number) => `p${count}`],
  ])('ends with a registry that %s', async (_, next) => {
    const { client, scripted, repository } = await start(
      (_request, response, seen) => {
        const target = `/v2/models/iris/tags/list?${next(seen.length)}`;
        response.setHeader('link', `<${target}>; rel="next"`);
        response.end(JSON.stringify({ tags: null }));
      },
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('the list of tags of models/iris'),
    });
    expect(scripted.seen.length).toBeLessThanOrEqual(1_000);
  });

  it('leaves out what is no tag', async () => {
    const { client, repository } = await start((_, response) =>
      response.end(JSON.stringify({ tags: ['1.0.0', '../x', 7, 'a b', 'ok'] })),
    );
    expect(await client.listTags(repository)).toEqual(['1.0.0', 'ok']);
  });

  it('says so when the registry answers no JSON', async () => {
    const { client, repository } = await start((_, response) =>
      response.end('<html>'),
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
    });
  });
});
