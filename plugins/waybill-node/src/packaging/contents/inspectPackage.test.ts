import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { inspectPackage } from './inspectPackage';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('inspectPackage', () => {
  let client: MemoryRegistryClient;

  beforeEach(() => {
    client = new MemoryRegistryClient();
  });

  async function inspect(
    content: unknown,
    mediaType: string = MediaType.imageManifest,
  ) {
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(JSON.stringify(content));
    const { digest } = await client.pushManifest(repository, {
      mediaType,
      bytes,
    });
    return inspectPackage(client, repository, digest);
  }

  it.each([
    ['kit pack', 'modelkit-manifest.json', 'modelkit'],
    ['kit pack --use-model-pack', 'kit-modelpack-manifest.json', 'modelpack'],
    ['modctl build', 'modctl-modelpack-manifest.json', 'modelpack'],
  ])('knows what %s wrote', async (_, file, format) => {
    const bytes = await readFile(
      path.join(__dirname, '..', '__fixtures__', file),
    );
    const { config, layers } = JSON.parse(bytes.toString());
    const summary = await inspect(bytes);
    expect(summary.format).toBe(format);
    expect(summary.sizeBytes).toBe(
      [config, ...layers].reduce((sum, { size }) => sum + size, 0),
    );
  });

  it('knows a kit that has no artifact type, as old ones, by its config', async () => {
    expect(
      await inspect({
        config: { mediaType: MediaType.kitopsConfig },
        layers: [],
      }),
    ).toMatchObject({ format: 'modelkit' });
  });

  it('takes the first image of an index for its size', async () => {
    const image = await client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: Buffer.from(
        JSON.stringify({
          config: { mediaType: MediaType.imageConfig, size: 10 },
          layers: [{ size: 100 }, { size: 1000 }],
          annotations: {
            'org.opencontainers.image.created': '2026-11-21T10:00:00+01:00',
          },
        }),
      ),
    });
    const summary = await inspect(
      { manifests: [image], annotations: { a: 'b' } },
      MediaType.imageIndex,
    );
    expect(summary).toMatchObject({
      sizeBytes: 1110,
      createdAt: '2026-11-21T09:00:00.000Z',
      annotations: { a: 'b' },
    });
    expect(summary.descriptor.digest).not.toBe(image.digest);
  });

  it.each<{ of: string; content: unknown; type?: string }>([
    { of: 'no JSON', content: Buffer.from('<html>') },
    { of: 'null', content: null },
    { of: 'a list', content: [] },
    {
      of: 'lists that are none',
      content: { layers: {}, config: 'text', annotations: 7 },
    },
    {
      of: 'sizes that are none',
      content: { layers: [{ size: -1 }, { size: '9' }, null] },
    },
    {
      of: 'a time that is none',
      content: { annotations: { 'org.opencontainers.image.created': 'soon' } },
    },
    {
      of: 'an index of nothing',
      content: { manifests: [{ digest: '../../x' }] },
      type: MediaType.imageIndex,
    },
  ])(
    'makes an artifact of which nothing is known of $of',
    async ({ content, type }) => {
      const summary = await inspect(content, type);
      expect(summary).toMatchObject({ format: 'artifact', sizeBytes: 0 });
      expect(summary.createdAt).toBeUndefined();
    },
  );
});
