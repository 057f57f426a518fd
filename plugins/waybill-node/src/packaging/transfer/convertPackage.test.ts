import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  MediaType,
  type Kitfile,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient, RegistryError, streamOf } from '../../registry';
import { describeBytes, readAll } from '../../registry/__testUtils__/images';
import { openPackagedFile, readContents } from '../contents';
import type { FileTree, SourceFile } from '../FileTree';
import { layoutModelKit } from '../formats';
import { publishPackage } from '../publish';
import { byPath } from '../sources/packagePath';
import { readSegments } from '../sources/readSegments';
import { tarLayer } from '../tar/tarLayer';
import {
  convertPackage,
  planConvert,
  type ConvertOptions,
} from './convertPackage';

const from = { host: 'registry.test', path: 'models/iris' };
const to = { host: 'registry.test', path: 'release/iris' };

function treeOf(files: Readonly<Record<string, Buffer>>): FileTree {
  return {
    name: 'test',
    files: Object.entries(files)
      .map(
        ([path, bytes]): SourceFile => ({
          path,
          sizeBytes: bytes.length,
          mode: 0o644,
          open: ({ start = 0 } = {}) => Readable.from([bytes.subarray(start)]),
        }),
      )
      .sort(byPath),
  };
}

const files = {
  'model/config.json': Buffer.from('{"a":1}'),
  'model/weights.safetensors': randomBytes(2_000_000),
  'README.md': Buffer.from('# Iris'),
};
const kitfile: Kitfile = {
  manifestVersion: '1.0.0',
  package: { name: 'iris', license: 'MIT' },
  model: { name: 'iris', path: 'model' },
  docs: [{ path: 'README.md' }],
};

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Comparing large buffers takes jest minutes. */
function hashesOf(
  entries: Readonly<Record<string, Buffer>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([path, bytes]) => [path, hashOf(bytes)]),
  );
}

describe('convertPackage', () => {
  let client: MemoryRegistryClient;

  beforeEach(() => {
    client = new MemoryRegistryClient();
  });
  afterEach(() => jest.restoreAllMocks());

  const pushKit = async (annotations = {}) =>
    publishPackage(
      client,
      from,
      await layoutModelKit(treeOf(files), { kitfile, annotations }),
      { tag: '1.0.0' },
    );
  const convert = (
    format: PackageFormat,
    options: Partial<ConvertOptions> = {},
    source = { repository: from, tagOrDigest: '1.0.0' },
    repository = to,
  ) =>
    convertPackage(client, source, repository, {
      format,
      tag: '1.0.0',
      ...options,
    });

  async function filesOf(
    repository = to,
    tag = '1.0.0',
  ): Promise<Record<string, string>> {
    const contents = await readContents(client, repository, tag);
    const read: Record<string, string> = {};
    for (const file of contents.files)
      read[file.path] = hashOf(
        await readAll(openPackagedFile(client, contents, file)),
      );
    return read;
  }

  /** An artifact of one archive with such files, in this order. */
  async function pushArchive(
    entries: Readonly<Record<string, Buffer>>,
    compress: boolean,
  ): Promise<string> {
    const { segments } = tarLayer(
      Object.entries(entries).map(([path, bytes]) => ({
        path: `models/${path}`,
        file: treeOf({ [path]: bytes }).files[0],
      })),
    );
    const tar = await readAll(streamOf(readSegments(segments())));
    const bytes = compress ? gzipSync(tar) : tar;
    const layer = describeBytes(
      compress ? MediaType.imageLayerTarGzip : MediaType.imageLayerTar,
      bytes,
    );
    const configBytes = Buffer.from('{"rootfs":{"type":"layers"}}');
    const config = describeBytes(MediaType.imageConfig, configBytes);
    await client.pushBlob(from, layer, () => Readable.from([bytes]));
    await client.pushBlob(from, config, () => Readable.from([configBytes]));
    await client.pushManifest(
      from,
      {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: MediaType.imageManifest,
            config,
            layers: [layer],
          }),
        ),
      },
      { tag: '1.0.0' },
    );
    return layer.digest;
  }

  it('mounts the layers of a ModelKit into a ModelPack, and back again', async () => {
    const kit = await pushKit();
    const pack = await convert('modelpack');
    expect(pack.reusedLayers).toBe(2);
    expect(pack.plan.manifest.layers.map(({ digest }) => digest)).toEqual(
      kit.plan.manifest.layers.map(({ digest }) => digest),
    );
    expect(await filesOf()).toEqual(hashesOf(files));
    const back = await convert(
      'modelkit',
      { tag: '2.0.0' },
      { repository: to, tagOrDigest: '1.0.0' },
      from,
    );
    expect(back.descriptor.digest).toBe(kit.descriptor.digest);
  });

  it('reads next to nothing where layers are equal', async () => {
    await pushKit();
    const asked: number[] = [];
    const fetchBlob = client.fetchBlob.bind(client);
    jest
      .spyOn(client, 'fetchBlob')
      .mockImplementation((repository, blob, options) => {
        const { start = 0, end = blob.size - 1 } = options?.range ?? {};
        asked.push(end + 1 - start);
        return fetchBlob(repository, blob, options);
      });
    await convert('modelpack');
    expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(500_000);
  });

  it('builds a layer anew that differs in its headers only', async () => {
    const tree = treeOf(files);
    const layout = await layoutModelKit(tree, { kitfile });
    const [model, docs] = layout.layers;
    const ofRoot = tarLayer([
      { path: 'model', mode: 0o755, uid: 0 },
      ...tree.files
        .filter(({ path }) => path.startsWith('model/'))
        .map(file => ({ path: file.path, mode: 0o644, uid: 0, file })),
    ]);
    expect(ofRoot.sizeBytes).toBe(model.sizeBytes);
    await publishPackage(
      client,
      from,
      { ...layout, layers: [{ ...model, ...ofRoot }, docs] },
      { tag: '1.0.0' },
    );
    expect(await convert('modelpack')).toMatchObject({ reusedLayers: 1 });
    expect(await filesOf()).toEqual(hashesOf(files));
  });

  it('streams equal layers whole to another registry, checked by digest', async () => {
    await pushKit();
    const elsewhere = { host: 'other.test', path: 'iris' };
    const source = { repository: from, tagOrDigest: '1.0.0' };
    expect(await convert('modelpack', {}, source, elsewhere)).toMatchObject({
      reusedLayers: 2,
    });
    expect(await filesOf(elsewhere)).toEqual(hashesOf(files));
  });

  it('keeps the Kitfile through an image', async () => {
    const kit = await pushKit();
    const car = await convert('modelcar');
    expect(car).toMatchObject({ reusedLayers: 0, omitted: [] });
    const inside = await filesOf();
    expect(Object.keys(inside).sort()).toEqual(
      ['Kitfile', ...Object.keys(files)].sort(),
    );
    expect(inside).toMatchObject(hashesOf(files));
    const back = await convert(
      'modelkit',
      { tag: '2.0.0' },
      { repository: to, tagOrDigest: '1.0.0' },
      from,
    );
    expect(back.descriptor.digest).toBe(kit.descriptor.digest);
  });

  it('makes an artifact of any, and mounts its files when it is converted again', async () => {
    await pushKit();
    await convert('artifact');
    expect(Object.keys(await filesOf())).toContain('Kitfile');
    const again = await convert(
      'artifact',
      { artifactType: 'application/vnd.example', tag: '2.0.0' },
      { repository: to, tagOrDigest: '1.0.0' },
    );
    expect(again).toMatchObject({
      reusedLayers: 4,
      plan: { manifest: { artifactType: 'application/vnd.example' } },
    });
  });

  it('drafts a Kitfile where there is none', async () => {
    await pushArchive({ 'model.onnx': randomBytes(9) }, false);
    const { plan } = await convert('modelkit');
    const config = JSON.parse((await readAll(plan.config.open())).toString());
    expect(config).toMatchObject({
      package: { name: 'iris' },
      model: { path: 'model.onnx' },
    });
  });

  it('takes the Kitfile that is given', async () => {
    await pushKit();
    const { plan } = await convert('modelkit', {
      kitfile: { manifestVersion: '1.0.0', docs: [{ path: 'README.md' }] },
    });
    expect(plan.manifest.layers).toHaveLength(1);
  });

  it('keeps what the package says of the model, and no more', async () => {
    await pushKit({
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': '1',
      'dev.example': 'x',
    });
    const { plan } = await convert('modelcar', {
      annotations: { 'org.opencontainers.image.version': '2' },
    });
    expect(plan.manifest.annotations).toEqual({
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': '2',
    });
  });

  it('gives the same digest each time', async () => {
    await pushKit();
    const first = await convert('modelcar');
    expect(await convert('modelcar', { tag: '2.0.0' })).toMatchObject({
      descriptor: first.descriptor,
    });
  });

  it('refuses a tag that is something else already', async () => {
    await pushKit();
    await convert('modelcar');
    await expect(convert('artifact')).rejects.toMatchObject({
      code: 'TAG_EXISTS',
    });
  });

  it.each([
    ['compressed', true],
    ['uncompressed', false],
  ])(
    'reads a %s archive of many files a few times at most',
    async (_, compress) => {
      const entries: Record<string, Buffer> = {};
      // folders before files, as archives have them and sorted paths have not
      for (let index = 0; index < 60; index++) {
        entries[`d${index}/x.bin`] = randomBytes(3_000);
        entries[`d${index}.json`] = randomBytes(index === 7 ? 0 : 30);
      }
      const digest = await pushArchive(entries, compress);
      const fetchBlob = jest.spyOn(client, 'fetchBlob');
      await convert('artifact');
      const opened = fetchBlob.mock.calls.filter(
        ([, blob, options]) =>
          blob.digest === digest &&
          (compress || options?.range?.end === undefined),
      );
      expect(opened.length).toBeLessThanOrEqual(3);
      expect(await filesOf()).toEqual(hashesOf(entries));
    },
  );

  it('notices a layer whose bytes are not those of its digest', async () => {
    const digest = await pushArchive(
      { 'a.onnx': randomBytes(900_000), 'b.json': randomBytes(10) },
      false,
    );
    const fetchBlob = client.fetchBlob.bind(client);
    // what a client does that has read other bytes: it knows at their end
    async function* failing(whole: Readable) {
      yield* whole;
      throw new RegistryError({ code: 'DIGEST_MISMATCH', message: 'other' });
    }
    jest
      .spyOn(client, 'fetchBlob')
      .mockImplementation(async (repository, blob, options) => {
        const stream = await fetchBlob(repository, blob, options);
        return blob.digest === digest && !options?.range
          ? Readable.from(failing(stream))
          : stream;
      });
    await expect(convert('artifact')).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect(await client.resolve(to, '1.0.0')).toBeUndefined();
  });

  it.each(['modelcar', 'artifact', 'modelpack'] as const)(
    'plans a %s with the digest that it gets, and sends nothing',
    async format => {
      await pushKit();
      const planned = await planConvert(
        client,
        { repository: from, tagOrDigest: '1.0.0' },
        { format },
      );
      expect(await client.resolve(to, planned.plan.descriptor.digest)).toBe(
        undefined,
      );
      const { plan, reusedLayers, omitted } = await convert(format);
      expect(planned).toMatchObject({ reusedLayers, omitted });
      expect(planned.plan.descriptor).toEqual(plan.descriptor);
    },
  );

  it('stops when it is cancelled', async () => {
    await pushKit();
    const reason = new Error('cancelled by its user');
    const stop = new AbortController();
    await expect(
      convert('modelcar', {
        signal: stop.signal,
        onProgress: () => stop.abort(reason),
      }),
    ).rejects.toBe(reason);
    expect(await client.resolve(to, '1.0.0')).toBeUndefined();
  });
});
