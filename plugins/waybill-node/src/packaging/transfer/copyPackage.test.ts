import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { startRegistry } from '@waybill/sandbox';
import { HttpRegistryClient, MemoryRegistryClient } from '../../registry';
import {
  describeBytes,
  pushImage,
  readAll,
} from '../../registry/__testUtils__/images';
import { copierOf, from, pushIndex, to } from './__testUtils__/copySources';
import { copyPackage } from './copyPackage';

describe('copyPackage', () => {
  let client: MemoryRegistryClient;
  let copy: ReturnType<typeof copierOf>;

  beforeEach(() => {
    client = new MemoryRegistryClient();
    copy = copierOf(client);
  });
  afterEach(() => jest.restoreAllMocks());

  describe('between registries', () => {
    it('gives the same digest and the same bytes under the tag', async () => {
      const { descriptor, layer, content } = await pushImage(client, from, {
        tag: '1.0.0',
      });
      expect(await copy('1.0.0')).toEqual({
        descriptor,
        reference: `two.test/mirror/iris@${descriptor.digest}`,
        wasThere: false,
        copiedManifests: 1,
        sentBytes: content.length + 2,
        warnings: [],
      });
      expect((await client.resolve(to, '1.0.0'))?.digest).toBe(
        descriptor.digest,
      );
      expect(await readAll(await client.fetchBlob(to, layer))).toEqual(content);
    });

    it('writes what an index names before the index, and the tag last', async () => {
      const { descriptor, images } = await pushIndex(client, from, {
        tag: '1.0.0',
      });
      const written: string[] = [];
      const pushManifest = client.pushManifest.bind(client);
      jest
        .spyOn(client, 'pushManifest')
        .mockImplementation(async (repository, manifest, options) => {
          const pushed = await pushManifest(repository, manifest, options);
          written.push(options?.tag ?? pushed.digest);
          return pushed;
        });
      await copy('1.0.0');
      expect(written).toEqual([
        ...images.map(image => image.descriptor.digest),
        descriptor.digest,
        '1.0.0',
      ]);
      for (const { layer } of images)
        expect(await client.hasBlob(to, layer.digest)).toBe(true);
    });

    it('tells how far it is, and never less than before', async () => {
      await pushIndex(client, from, { tag: '1.0.0' });
      const seen: number[] = [];
      await copy('1.0.0', {
        onProgress: ({ phase, doneBytes, totalBytes }) => {
          expect({ phase, totalBytes }).toEqual({
            phase: 'send',
            totalBytes: 3 * 64 + 2,
          });
          seen.push(doneBytes);
        },
      });
      expect(seen.at(-1)).toBe(3 * 64 + 2);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    });

    it('writes no tag where none is asked for', async () => {
      const { descriptor } = await pushImage(client, from);
      await copyPackage(
        client,
        { repository: from, tagOrDigest: descriptor.digest },
        { repository: to },
      );
      expect(await client.resolve(to, descriptor.digest)).toMatchObject({
        digest: descriptor.digest,
        size: descriptor.size,
      });
      expect(await client.listTags(to)).toEqual([]);
    });

    it('sends nothing the second time', async () => {
      await pushIndex(client, from, { tag: '1.0.0' });
      await copy('1.0.0');
      const pushBlob = jest.spyOn(client, 'pushBlob');
      const pushManifest = jest.spyOn(client, 'pushManifest');
      expect(await copy('1.0.0')).toMatchObject({
        wasThere: true,
        copiedManifests: 0,
        sentBytes: 0,
      });
      expect(pushBlob).not.toHaveBeenCalled();
      expect(pushManifest).not.toHaveBeenCalled();
    });

    it('reads no blob that is there', async () => {
      const { layer, content } = await pushImage(client, from, {
        tag: '1.0.0',
      });
      await client.pushBlob(to, layer, () => Readable.from([content]));
      expect(await copy('1.0.0')).toMatchObject({ sentBytes: 2 });
    });

    it('leaves out layers that may not be given on', async () => {
      const config = Buffer.from('{}');
      const described = describeBytes(MediaType.imageConfig, config);
      await client.pushBlob(from, described, () => Readable.from([config]));
      const foreign = {
        ...describeBytes(
          'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
          randomBytes(8),
        ),
        urls: ['https://publisher.example/layer'],
      };
      await client.pushManifest(
        from,
        {
          mediaType: MediaType.imageManifest,
          bytes: Buffer.from(
            JSON.stringify({ config: described, layers: [foreign] }),
          ),
        },
        { tag: '1.0.0' },
      );
      expect(await copy('1.0.0')).toMatchObject({ copiedManifests: 1 });
      expect(await client.hasBlob(to, foreign.digest)).toBe(false);
    });
  });

  it('mounts within a registry and reads nothing', async () => {
    const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
    const fetchBlob = jest.spyOn(client, 'fetchBlob');
    const release = { host: from.host, path: 'release/iris' };
    expect(
      await copyPackage(
        client,
        { repository: from, tagOrDigest: '1.0.0' },
        { repository: release, tag: '1.0.0' },
      ),
    ).toMatchObject({ descriptor, sentBytes: 0 });
    expect(fetchBlob).not.toHaveBeenCalled();
  });

  describe('when the tag is taken', () => {
    it('refuses before anything is sent', async () => {
      await pushImage(client, from, { tag: '1.0.0' });
      const theirs = await pushImage(client, to, { tag: '1.0.0' });
      const pushBlob = jest.spyOn(client, 'pushBlob');
      await expect(copy('1.0.0')).rejects.toMatchObject({
        name: 'PackagingError',
        code: 'TAG_EXISTS',
        message: expect.stringContaining(theirs.descriptor.digest),
      });
      expect(pushBlob).not.toHaveBeenCalled();
    });

    it('refuses where somebody took it meanwhile', async () => {
      await pushImage(client, from, { tag: '1.0.0' });
      const other = await pushImage(client, to);
      const { bytes } = await client.fetchManifest(to, other.descriptor.digest);
      const pushBlob = client.pushBlob.bind(client);
      jest.spyOn(client, 'pushBlob').mockImplementation(async (...args) => {
        await pushBlob(...args);
        await client.pushManifest(
          to,
          { mediaType: other.descriptor.mediaType, bytes },
          { tag: '1.0.0' },
        );
      });
      await expect(copy('1.0.0')).rejects.toMatchObject({ code: 'TAG_EXISTS' });
      expect((await client.resolve(to, '1.0.0'))?.digest).toBe(
        other.descriptor.digest,
      );
    });

    it('refuses latest', async () => {
      await pushImage(client, from, { tag: '1.0.0' });
      await expect(copy('1.0.0', {}, 'latest')).rejects.toMatchObject({
        code: 'TAG_LATEST',
      });
    });
  });
});

describe('copyPackage with real registries', () => {
  const folders: string[] = [];
  const registries: Awaited<ReturnType<typeof startRegistry>>[] = [];

  beforeAll(async () => {
    for (let count = 0; count < 2; count++) {
      const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-copy-'));
      folders.push(dir);
      registries.push(await startRegistry({ dir, port: 0 }));
    }
  });
  afterAll(async () => {
    for (const registry of registries) await registry.stop();
    for (const dir of folders) await rm(dir, { recursive: true, force: true });
  });

  it('streams a blob of some MiB with its signature from one to the other, and mounts it within one', async () => {
    const [one, two] = registries.map(({ host }) => host);
    const client = new HttpRegistryClient(
      [one, two].map(host => ({ host, plainHttp: true })),
    );
    const source = { host: one, path: 'models/large' };
    const content = randomBytes(5 * 1024 * 1024);
    const { descriptor, layer } = await pushImage(client, source, {
      tag: '1.0.0',
      content,
    });
    await pushImage(client, source, { subject: descriptor });
    const target = { host: two, path: 'mirror/large' };
    const first = await copyPackage(
      client,
      { repository: source, tagOrDigest: '1.0.0' },
      { repository: target, tag: '1.0.0' },
    );
    expect(first).toMatchObject({ wasThere: false, copiedManifests: 2 });
    expect(
      (await readAll(await client.fetchBlob(target, layer))).equals(content),
    ).toBe(true);
    expect(await client.listReferrers(target, descriptor.digest)).toHaveLength(
      1,
    );
    const mounted = await copyPackage(
      client,
      { repository: target, tagOrDigest: '1.0.0' },
      { repository: { host: two, path: 'release/large' }, tag: '1.0.0' },
    );
    expect(mounted).toMatchObject({ sentBytes: 0, copiedManifests: 2 });
  });
});
