import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Index,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { describeBytes, readAll } from '../../registry/__testUtils__/images';
import { ModelFolder } from '../__testUtils__/modelFolder';
import { planModelcar } from '../__testUtils__/planModelcar';
import { pushPackage } from '../publish/pushPackage';

const baseRepository = { host: 'registry.test', path: 'library/busybox' };
const repository = { host: 'registry.test', path: 'models/iris' };
const layerBytes = Buffer.from('a shell, compressed');
const diffId = describeBytes('', Buffer.from('a shell')).digest;

describe('layoutModelcar with a base image', () => {
  let models: ModelFolder;
  let directory: string;
  let client: MemoryRegistryClient;

  beforeEach(async () => {
    models = await ModelFolder.create();
    directory = await models.writeModel();
    client = new MemoryRegistryClient();
  });
  afterEach(() => models.remove());

  async function push(mediaType: string, bytes: Buffer): Promise<Descriptor> {
    const descriptor = describeBytes(mediaType, bytes);
    await client.pushBlob(baseRepository, descriptor, () =>
      Readable.from([bytes]),
    );
    return descriptor;
  }

  async function pushJson(mediaType: string, content: object) {
    const bytes = Buffer.from(JSON.stringify(content));
    return client.pushManifest(baseRepository, { mediaType, bytes });
  }

  async function pushBase(
    change: { config?: object; manifest?: object; layerType?: string } = {},
  ): Promise<Descriptor> {
    const config = await push(
      MediaType.imageConfig,
      Buffer.from(
        JSON.stringify({
          architecture: 'amd64',
          os: 'linux',
          created: '2025-01-01T00:00:00Z',
          config: {
            Env: ['PATH=/bin'],
            User: '1000',
            Entrypoint: ['/bin/sh'],
            Cmd: ['-l'],
            Labels: { a: 'b' },
          },
          rootfs: { type: 'layers', diff_ids: [diffId] },
          ...change.config,
        }),
      ),
    );
    const layer = await push(
      change.layerType ?? 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      layerBytes,
    );
    return pushJson(MediaType.dockerManifest, {
      schemaVersion: 2,
      mediaType: MediaType.dockerManifest,
      config,
      layers: [layer],
      ...change.manifest,
    });
  }

  const plan = (
    digest: string,
    ...platforms: { architecture: string; os: string }[]
  ) =>
    planModelcar(
      {
        directory,
        base: { repository: baseRepository, digest },
        platforms: platforms.length > 0 ? platforms : undefined,
      },
      { client },
    );

  const configOf = async (planned: Awaited<ReturnType<typeof plan>>) =>
    JSON.parse((await readAll(planned.config.open())).toString());

  it('puts the layers of the base below and keeps how it is run, but no command', async () => {
    const { digest } = await pushBase();
    const withBase = await plan(digest);
    const without = await planModelcar({ directory });
    expect(withBase.manifest.layers).toEqual([
      {
        mediaType: MediaType.imageLayerTarGzip,
        digest: describeBytes('', layerBytes).digest,
        size: layerBytes.length,
      },
      ...without.manifest.layers,
    ]);
    expect(withBase.manifest.annotations).toEqual({
      'org.opencontainers.image.base.digest': digest,
      'org.opencontainers.image.base.name': 'registry.test/library/busybox',
    });
    const config = await configOf(withBase);
    expect(config).toMatchObject({
      created: '1970-01-01T00:00:00Z',
      config: { Env: ['PATH=/bin'], User: '1000' },
      rootfs: { diff_ids: [diffId, without.layers[0].descriptor.digest] },
    });
    expect(Object.keys(config.config)).toEqual(['Env', 'User']);
    expect(config.history).toHaveLength(2);
    expect(withBase.files).toEqual(without.files);
    expect((await plan(digest)).descriptor).toEqual(withBase.descriptor);
  });

  it('mounts the layers within a registry and copies them to another', async () => {
    const { digest } = await pushBase();
    const planned = await plan(digest);
    const fetched = jest.spyOn(client, 'fetchBlob');
    await pushPackage(client, repository, planned, { tag: '1.0.0' });
    expect(fetched).not.toHaveBeenCalled();

    const elsewhere = { host: 'other.test', path: 'models/iris' };
    await pushPackage(client, elsewhere, planned, { tag: '1.0.0' });
    expect(fetched).toHaveBeenCalledTimes(1);
    const [layer] = planned.manifest.layers;
    const stream = await client.fetchBlob(elsewhere, layer);
    expect(await readAll(stream)).toEqual(layerBytes);
  });

  async function pushBaseIndex(): Promise<Descriptor> {
    const amd64 = await pushBase();
    const arm64 = await pushBase({ config: { architecture: 'arm64' } });
    return pushJson(MediaType.imageIndex, {
      schemaVersion: 2,
      mediaType: MediaType.imageIndex,
      manifests: [
        { ...arm64, platform: { architecture: 'arm64', os: 'linux' } },
        { ...amd64, platform: { architecture: 'amd64', os: 'linux' } },
      ],
    });
  }

  it('makes an index for several platforms that share the layers of the model', async () => {
    const base = await pushBaseIndex();
    const amd = { architecture: 'amd64', os: 'linux' };
    const arm = { architecture: 'arm64', os: 'linux' };
    const planned = await plan(base.digest, amd, arm);
    const pushed = await pushPackage(client, repository, planned, {
      tag: '1.0.0',
    });
    const { bytes } = await client.fetchManifest(repository, '1.0.0');
    const index: Index = JSON.parse(bytes.toString());
    expect(index.manifests.map(({ platform }) => platform)).toEqual([amd, arm]);
    const images: Manifest[] = [];
    for (const { digest } of index.manifests) {
      const image = await client.fetchManifest(repository, digest);
      images.push(JSON.parse(image.bytes.toString()));
    }
    expect(images[0].layers.at(-1)).toEqual(images[1].layers.at(-1));
    expect(images[0].config.digest).not.toBe(images[1].config.digest);
    for (const { config, layers } of images)
      for (const { digest } of [config, ...layers])
        expect(await client.hasBlob(repository, digest)).toBe(true);
    expect(pushed.descriptor.mediaType).toBe(MediaType.imageIndex);
    expect((await plan(base.digest, amd, arm)).descriptor).toEqual(
      pushed.descriptor,
    );
  });

  it('refuses an image that is for another platform than was asked for', async () => {
    const { digest } = await pushBase();
    await expect(
      plan(digest, { architecture: 'arm64', os: 'linux' }),
    ).rejects.toMatchObject({ code: 'BASE_NOT_USABLE' });
  });

  it('chooses the image for the platform from an index', async () => {
    const index = await pushBaseIndex();
    expect(await configOf(await plan(index.digest))).toMatchObject({
      architecture: 'amd64',
    });
    const arm = { architecture: 'arm64', os: 'linux' };
    expect(await configOf(await plan(index.digest, arm))).toMatchObject(arm);
    await expect(
      plan(index.digest, { architecture: 's390x', os: 'linux' }),
    ).rejects.toMatchObject({
      code: 'BASE_NOT_USABLE',
      message: expect.stringContaining('linux/s390x'),
    });
  });

  it.each<[string, Parameters<typeof pushBase>[0]]>([
    ['is no image', { manifest: { config: undefined } }],
    [
      'has a layer that nobody can unpack',
      { layerType: 'application/vnd.kitops.modelkit.model.v1.tar' },
    ],
    [
      'says of its layers what is not so',
      { config: { rootfs: { type: 'layers', diff_ids: [] } } },
    ],
    [
      'names a layer by what is no digest',
      {
        manifest: {
          layers: [
            { mediaType: MediaType.imageLayerTar, size: 1, digest: '../x' },
          ],
        },
      },
    ],
  ])('refuses a base that %s', async (_, change) => {
    const { digest } = await pushBase(change);
    await expect(plan(digest)).rejects.toMatchObject({
      code: 'BASE_NOT_USABLE',
      message: expect.stringContaining(digest),
    });
  });

  it('refuses a base by tag: the package would not be reproducible', async () => {
    await expect(plan('1.36')).rejects.toMatchObject({
      code: 'INVALID_DIGEST',
    });
  });
});
