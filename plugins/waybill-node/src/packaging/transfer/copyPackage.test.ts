import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  MediaType,
  legacySignatureTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { startRegistry } from '@waybill/sandbox';
import {
  HttpRegistryClient,
  MemoryRegistryClient,
  RegistryError,
  type RegistryClient,
  type RepositoryName,
} from '../../registry';
import {
  describeBytes,
  pushImage,
  readAll,
} from '../../registry/__testUtils__/images';
import { copyPackage } from './copyPackage';
import { planCopy } from './planCopy';

const from: RepositoryName = { host: 'one.test', path: 'models/iris' };
const to: RepositoryName = { host: 'two.test', path: 'mirror/iris' };

async function pushIndex(
  client: RegistryClient,
  repository: RepositoryName,
  options: { tag?: string; extra?: object } = {},
) {
  const images = [
    await pushImage(client, repository),
    await pushImage(client, repository),
    await pushImage(client, repository),
  ];
  const [amd64, arm64, armv7] = images.map(({ descriptor }) => descriptor);
  const index = {
    schemaVersion: 2,
    mediaType: MediaType.imageIndex,
    manifests: [
      { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
      {
        ...arm64,
        platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      },
      { ...armv7, platform: { os: 'linux', architecture: 'arm' } },
    ],
    annotations: { note: 'of all platforms' },
    ...options.extra,
  };
  const descriptor = await client.pushManifest(
    repository,
    {
      mediaType: MediaType.imageIndex,
      bytes: Buffer.from(JSON.stringify(index)),
    },
    { tag: options.tag },
  );
  return { descriptor, images };
}

/** One layer for each signature, as cosign's legacy form has them. */
async function pushLegacy(
  client: RegistryClient,
  repository: RepositoryName,
  tag: string,
  signatures: readonly string[],
): Promise<Descriptor> {
  const payload = Buffer.from('{"critical":{}}');
  const layer = describeBytes(MediaType.cosignSimpleSigning, payload);
  const configBytes = Buffer.from('{}');
  const config = describeBytes(MediaType.imageConfig, configBytes);
  await client.pushBlob(repository, layer, () => Readable.from([payload]));
  await client.pushBlob(repository, config, () => Readable.from([configBytes]));
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    config,
    layers: signatures.map(signature => ({
      ...layer,
      annotations: { signature },
    })),
  };
  return client.pushManifest(
    repository,
    {
      mediaType: MediaType.imageManifest,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { tag },
  );
}

describe('copyPackage', () => {
  let client: MemoryRegistryClient;

  beforeEach(() => {
    client = new MemoryRegistryClient();
  });
  afterEach(() => jest.restoreAllMocks());

  const copy = (
    tagOrDigest: string,
    options: Parameters<typeof copyPackage>[3] = {},
    tag: string | undefined = '1.0.0',
  ) =>
    copyPackage(
      client,
      { repository: from, tagOrDigest },
      { repository: to, tag },
      options,
    );

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
      expect(await client.resolve(to, descriptor.digest)).toBeDefined();
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

  describe('what is attached', () => {
    it('goes along: referrers, what is attached to them, and the tags of cosign', async () => {
      const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
      const sbom = await pushImage(client, from, { subject: descriptor });
      const signatureOfSbom = await pushImage(client, from, {
        subject: sbom.descriptor,
      });
      const tag = legacySignatureTag(descriptor.digest);
      const legacy = await pushLegacy(client, from, tag, ['one']);
      const att = tag.replace('.sig', '.att');
      await pushLegacy(client, from, att, ['two']);
      expect(await copy('1.0.0')).toMatchObject({ copiedManifests: 5 });
      expect(
        (await client.listReferrers(to, descriptor.digest)).map(d => d.digest),
      ).toEqual([sbom.descriptor.digest]);
      expect(
        (await client.listReferrers(to, sbom.descriptor.digest)).map(
          d => d.digest,
        ),
      ).toEqual([signatureOfSbom.descriptor.digest]);
      expect((await client.resolve(to, tag))?.digest).toBe(legacy.digest);
      expect(await client.resolve(to, att)).toBeDefined();
    });

    it('goes along with the images of an index as well', async () => {
      const { images } = await pushIndex(client, from, { tag: '1.0.0' });
      const signed = images[1].descriptor;
      const signature = await pushImage(client, from, { subject: signed });
      await copy('1.0.0');
      expect(await client.listReferrers(to, signed.digest)).toMatchObject([
        { digest: signature.descriptor.digest },
      ]);
    });

    it('stays where it is when that is asked for', async () => {
      const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
      await pushImage(client, from, { subject: descriptor });
      await copy('1.0.0', { withReferrers: false });
      expect(await client.listReferrers(to, descriptor.digest)).toEqual([]);
    });

    it('is brought to a copy that was there already', async () => {
      const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
      await copy('1.0.0');
      await pushImage(client, from, { subject: descriptor });
      expect(await copy('1.0.0')).toMatchObject({
        wasThere: true,
        copiedManifests: 1,
      });
      expect(await client.listReferrers(to, descriptor.digest)).toHaveLength(1);
    });

    it('does not matter where a list names what is gone', async () => {
      const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
      const gone = describeBytes(MediaType.imageManifest, randomBytes(8));
      jest.spyOn(client, 'listReferrers').mockResolvedValue([gone]);
      expect(await copy('1.0.0')).toMatchObject({ descriptor });
    });

    it.each([
      ['keeps a list that has them all', ['a', 'b'], ['a', 'b', 'c'], 3, 0],
      ['replaces a list that has fewer', ['a', 'b'], ['a'], 2, 0],
      ['never drops signatures of others, and says so', ['a'], ['b'], 1, 1],
    ])('%s', async (_, ours, theirs, expected, warnings) => {
      const { descriptor } = await pushImage(client, from, { tag: '1.0.0' });
      const tag = legacySignatureTag(descriptor.digest);
      await pushLegacy(client, from, tag, ours);
      await pushLegacy(client, to, tag, theirs);
      const result = await copy('1.0.0');
      expect(result.warnings).toHaveLength(warnings);
      const { bytes } = await client.fetchManifest(to, tag);
      expect(JSON.parse(bytes.toString()).layers).toHaveLength(expected);
    });
  });

  describe('of some platforms', () => {
    it('copies the one image as it is', async () => {
      const { images } = await pushIndex(client, from, { tag: '1.0.0' });
      expect(await copy('1.0.0', { platforms: ['linux/arm64'] })).toMatchObject(
        { descriptor: images[1].descriptor },
      );
      expect(await client.hasBlob(to, images[0].layer.digest)).toBe(false);
    });

    it('makes a smaller index of several', async () => {
      const { images } = await pushIndex(client, from, { tag: '1.0.0' });
      await copy('1.0.0', { platforms: ['linux/amd64', 'linux/arm'] });
      const { bytes } = await client.fetchManifest(to, '1.0.0');
      expect(JSON.parse(bytes.toString())).toMatchObject({
        annotations: { note: 'of all platforms' },
        manifests: [
          { digest: images[0].descriptor.digest },
          { digest: images[2].descriptor.digest },
        ],
      });
      expect(await client.hasBlob(to, images[1].layer.digest)).toBe(false);
    });

    it('copies the index whole where that is all of it, and an image whatever it is for', async () => {
      const { descriptor } = await pushIndex(client, from, { tag: '1.0.0' });
      const all = ['linux/amd64', 'linux/arm64/v8', 'linux/arm'];
      expect(await copy('1.0.0', { platforms: all })).toMatchObject({
        descriptor,
      });
      const image = await pushImage(client, from, { tag: '2.0.0' });
      expect(
        await copy('2.0.0', { platforms: ['linux/s390x'] }, '2.0.0'),
      ).toMatchObject({ descriptor: image.descriptor });
    });

    it('says what there is where there is none', async () => {
      await pushIndex(client, from, { tag: '1.0.0' });
      await expect(
        copy('1.0.0', { platforms: ['windows/amd64'] }),
      ).rejects.toMatchObject({
        code: 'NO_SUCH_PLATFORM',
        message: expect.stringContaining(
          'linux/amd64, linux/arm64/v8, linux/arm',
        ),
      });
    });
  });

  describe('when something fails', () => {
    it('says that the source has no such tag', async () => {
      await expect(copy('9.9.9')).rejects.toMatchObject({
        name: 'CopyError',
        code: 'NOT_FOUND',
        side: 'source',
        operation: 'read manifest',
        object: '9.9.9',
        message: expect.stringMatching(
          /at the source \(one\.test\/models\/iris\)/,
        ),
      });
    });

    it('says that the source failed in the middle of a blob, and leaves no tag', async () => {
      const { layer } = await pushImage(client, from, { tag: '1.0.0' });
      jest.spyOn(client, 'fetchBlob').mockImplementation(async () =>
        Readable.from(
          (async function* broken() {
            yield Buffer.from('some');
            throw new RegistryError({
              code: 'UNREACHABLE',
              message: 'It broke off.',
            });
          })(),
        ),
      );
      await expect(copy('1.0.0')).rejects.toMatchObject({
        code: 'UNREACHABLE',
        side: 'source',
        operation: 'read blob',
        object: expect.stringContaining('sha256:'),
      });
      expect(await client.listTags(to)).toEqual([]);
      expect(await client.hasBlob(to, layer.digest)).toBe(false);
    });

    it('says that the destination refused a blob', async () => {
      const { layer } = await pushImage(client, from, { tag: '1.0.0' });
      jest.spyOn(client, 'pushBlob').mockRejectedValue(
        new RegistryError({
          code: 'DENIED',
          message: 'Not allowed.',
          status: 403,
        }),
      );
      await expect(copy('1.0.0')).rejects.toMatchObject({
        code: 'DENIED',
        side: 'destination',
        operation: 'write blob',
        object: layer.digest,
      });
    });

    it('refuses bytes that are not those of the digest', async () => {
      const { layer } = await pushImage(client, from, { tag: '1.0.0' });
      const fetchBlob = client.fetchBlob.bind(client);
      jest
        .spyOn(client, 'fetchBlob')
        .mockImplementation((repository, blob, options) =>
          blob.digest === layer.digest
            ? Promise.resolve(Readable.from([randomBytes(layer.size)]))
            : fetchBlob(repository, blob, options),
        );
      await expect(copy('1.0.0')).rejects.toMatchObject({
        name: 'CopyError',
        operation: 'write blob',
      });
      expect(await client.hasBlob(to, layer.digest)).toBe(false);
    });

    it.each([
      ['HTML', Buffer.from('<html>')],
      ['null', Buffer.from('null')],
      ["Docker's first schema", Buffer.from('{"schemaVersion":1}')],
      ['a layer without digest', Buffer.from('{"layers":[{"size":1}]}')],
      [
        'a negative size',
        Buffer.from(
          JSON.stringify({
            layers: [
              {
                mediaType: 'x',
                digest: `sha256:${'0'.repeat(64)}`,
                size: -1,
              },
            ],
          }),
        ),
      ],
    ])('refuses %s in the place of a manifest', async (_, bytes) => {
      jest.spyOn(client, 'fetchManifest').mockResolvedValue({
        descriptor: describeBytes(MediaType.imageManifest, bytes),
        bytes,
      });
      await expect(copy('1.0.0')).rejects.toMatchObject({
        code: 'MANIFEST_NOT_USABLE',
        side: 'source',
      });
    });

    it('ends where an index names itself', async () => {
      const digest = `sha256:${'a'.repeat(64)}`;
      const self = { mediaType: MediaType.imageIndex, digest, size: 10 };
      const bytes = Buffer.from(JSON.stringify({ manifests: [self] }));
      jest
        .spyOn(client, 'fetchManifest')
        .mockResolvedValue({ descriptor: self, bytes });
      const plan = await planCopy(
        client,
        { repository: from, tagOrDigest: digest },
        { repository: to },
      );
      expect(plan.manifests).toHaveLength(1);
    });

    it('refuses an index of indexes without end', async () => {
      let level = 0;
      jest.spyOn(client, 'fetchManifest').mockImplementation(async () => {
        const digestOf = (at: number) =>
          `sha256:${String(at).padStart(64, '0')}`;
        const mediaType = MediaType.imageIndex;
        const at = level++;
        return {
          descriptor: { mediaType, digest: digestOf(at), size: 10 },
          bytes: Buffer.from(
            JSON.stringify({
              manifests: [{ mediaType, digest: digestOf(at + 1), size: 10 }],
            }),
          ),
        };
      });
      await expect(copy('1.0.0')).rejects.toMatchObject({
        code: 'TOO_MANY_MANIFESTS',
      });
      expect(level).toBeLessThan(20);
    });

    it('stops when it is cancelled', async () => {
      await pushImage(client, from, { tag: '1.0.0' });
      const stop = new AbortController();
      const reason = new Error('cancelled by its user');
      await expect(
        copy('1.0.0', {
          signal: stop.signal,
          onProgress: () => stop.abort(reason),
        }),
      ).rejects.toBe(reason);
      expect(await client.listTags(to)).toEqual([]);
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
