import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { describeBytes, readAll } from '../../registry/__testUtils__/images';
import { layoutModelcar } from '../formats';
import { publishPackage } from '../publish';
import { useScriptedHubs } from './__testUtils__/ScriptedHub';
import { planImport } from './planImport';

const nowhere = { hubs: [], allowedHosts: [] };
const repository = { host: 'registry.test', path: 'models/iris' };

describe('planImport', () => {
  const start = useScriptedHubs();

  it('gives the same package from the hub each time, streamed', async () => {
    const hub = await start({
      'acme/iris': {
        commit: 'c'.repeat(40),
        files: {
          'z.json': { bytes: Buffer.from('{}') },
          'model.safetensors': { bytes: Buffer.alloc(70_000, 7), isLfs: true },
          'a/b.txt': { bytes: Buffer.from('b') },
        },
      },
    });
    const digests: string[] = [];
    for (const tag of ['1.0.0', '2.0.0']) {
      const client = new MemoryRegistryClient();
      const { tree } = await planImport('acme/iris', {
        settings: hub.settings(),
      });
      const { descriptor } = await publishPackage(
        client,
        repository,
        await layoutModelcar(tree),
        { tag },
      );
      digests.push(descriptor.digest);
    }
    expect(digests[0]).toBe(digests[1]);
  });

  it('takes one file of the hub by the URL of its page', async () => {
    const hub = await start({
      'acme/iris': {
        commit: 'c'.repeat(40),
        files: {
          'q4.gguf': { bytes: Buffer.alloc(9), isLfs: true },
          'q8.gguf': { bytes: Buffer.alloc(99), isLfs: true },
        },
      },
    });
    const plan = await planImport(
      `${hub.endpoint}/acme/iris/blob/main/q4.gguf`,
      { settings: hub.settings() },
    );
    expect(plan.files).toMatchObject([{ path: 'q4.gguf', sizeBytes: 9 }]);
    expect(plan.totalBytes).toBe(9);
  });

  it('opens a package of a registry', async () => {
    const client = new MemoryRegistryClient();
    const model = Buffer.from('weights');
    const layer = {
      ...describeBytes('application/octet-stream', model),
      annotations: { 'org.opencontainers.image.title': 'model.onnx' },
    };
    const empty = Buffer.from('{}');
    const config = describeBytes(MediaType.empty, empty);
    await client.pushBlob(repository, layer, () => Readable.from([model]));
    await client.pushBlob(repository, config, () => Readable.from([empty]));
    const { digest } = await client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: MediaType.imageManifest,
            artifactType: 'application/vnd.example',
            config,
            layers: [layer],
            annotations: { 'org.opencontainers.image.licenses': 'MIT' },
          }),
        ),
      },
      { tag: '1.0.0' },
    );
    const plan = await planImport('registry.test/models/iris:1.0.0', {
      settings: nowhere,
      client,
    });
    expect(plan).toMatchObject({
      kind: 'registry',
      revision: digest,
      license: 'MIT',
      facts: { format: 'artifact' },
      files: [{ path: 'model.onnx', sizeBytes: 7, digest: layer.digest }],
    });
    expect(await readAll(plan.tree.files[0].open())).toEqual(model);
  });

  it('opens a folder of a Git host', async () => {
    const gitReader = {
      readTree: async () => ({
        etag: 'abc',
        files: async () => [
          { path: 'model.onnx', content: async () => Buffer.from('x') },
        ],
      }),
    };
    expect(
      await planImport('https://git.test/acme/models/tree/main/iris', {
        settings: nowhere,
        gitReader,
      }),
    ).toMatchObject({ kind: 'git', totalBytes: 1 });
  });

  it.each([
    ['https://files.test/model.gguf', 'HOST_NOT_ALLOWED'],
    ['registry.test/iris:1.0.0', 'SOURCE_INVALID'],
    ['git+https://git.test/acme/models', 'SOURCE_INVALID'],
    ['acme/iris', 'HOST_NOT_ALLOWED'],
    ['what is this', 'SOURCE_INVALID'],
  ])('refuses %s where nothing is configured: %s', async (source, code) => {
    await expect(
      planImport(source, { settings: nowhere }),
    ).rejects.toMatchObject({ name: 'ImportError', code });
  });
});
