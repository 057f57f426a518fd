import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as zlib from 'node:zlib';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { useScriptedRegistries } from '../../registry/__testUtils__/ScriptedRegistry';
import { PackageBuilder } from './__testUtils__/PackageBuilder';
import {
  base256,
  headerBlock,
  padded,
  paxBlocks,
  paxRecord,
  rawTar,
} from './__testUtils__/rawTar';
import { contentsTree } from './contentsTree';
import { readContents } from './readContents';
import { unpackPackage } from './unpack/unpackPackage';

const KIT_TAR = 'application/vnd.kitops.modelkit.model.v1.tar';
const file = (name: string, content = 'x') =>
  Buffer.concat([headerBlock({ name, size: content.length }), padded(content)]);
const hasCode = (code: string) =>
  expect.objectContaining({ code, message: expect.any(String) });

describe('a hostile package', () => {
  let builder: PackageBuilder;
  let dir: string;
  let directory: string;

  beforeEach(async () => {
    builder = new PackageBuilder();
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-hostile-'));
    directory = path.join(dir, 'deep', 'target');
    await mkdir(path.join(dir, 'deep'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const read = ({ digest }: Descriptor) =>
    readContents(builder.client, builder.repository, digest);
  const unpack = ({ digest }: Descriptor) =>
    unpackPackage(builder.client, builder.repository, digest, { directory });
  /** A package of one archive, as a ModelKit without a Kitfile could not be: unpacked by the same code. */
  const pushTar = (
    tar: Buffer,
    mediaType = MediaType.imageLayerTar as string,
  ) =>
    builder.push({
      artifactType: 'application/vnd.example.model',
      layers: [{ mediaType, bytes: tar }],
    });
  const everything = async () =>
    (await readdir(dir, { recursive: true })).sort();

  const codeOf = (outcome: Promise<unknown>) =>
    outcome.then(
      () => 'none',
      error => (error.message ? error.code : undefined),
    );
  /** What comes of reading and of unpacking it, and what is left of that. */
  const outcomeOf = async (pushed: Descriptor) => ({
    read: await codeOf(read(pushed)),
    unpacked: await codeOf(unpack(pushed)),
    left: await everything(),
  });
  const refused = (code: string) => ({
    read: code,
    unpacked: code,
    left: ['deep'],
  });

  describe('when a path leads elsewhere', () => {
    it.each([
      '../escape',
      'a/../../escape',
      '..',
      '/etc/passwd',
      '//server/share',
      'a\\..\\b',
      'a\nb',
      'a\u001b[2J',
      `${'d/'.repeat(600)}f`,
      'folder/',
    ])('refuses %j, and names the layer', async name => {
      const pushed = await pushTar(
        rawTar(
          file('before'),
          paxBlocks(paxRecord('path', name)),
          headerBlock({ size: 1 }),
          padded('x'),
        ),
      );
      expect(await outcomeOf(pushed)).toEqual(refused('PATH_NOT_ALLOWED'));
      await expect(read(pushed)).rejects.toThrow(
        /layer sha256:\w{64} of registry\.test\/models\/iris/,
      );
    });

    const pushTitled = (title: string) =>
      builder.push({
        artifactType: 'application/vnd.example.model',
        layers: [
          {
            mediaType: 'application/octet-stream',
            bytes: Buffer.from('x'),
            annotations: { 'org.opencontainers.image.title': title },
          },
        ],
      });

    it.each(['../escape', '/escape', 'a/../../escape'])(
      'refuses the title %j',
      async title => {
        expect(await outcomeOf(await pushTitled(title))).toEqual(
          refused('PATH_NOT_ALLOWED'),
        );
      },
    );

    it('calls a blob without a title by its digest', async () => {
      const { files } = await read(await pushTitled(''));
      expect(files[0].path).toMatch(/^sha256-\w{64}$/);
    });

    it.each(['../escape', '/escape', ''])(
      'refuses a file of a model at %j',
      async filepath => {
        const pushed = await builder.push({
          artifactType: MediaType.modelPackManifest,
          configType: MediaType.modelPackConfig,
          layers: [
            {
              mediaType: 'application/vnd.cncf.model.weight.v1.raw',
              bytes: Buffer.from('x'),
              annotations: { 'org.cncf.model.filepath': filepath },
            },
          ],
        });
        expect(await outcomeOf(pushed)).toEqual(refused('PATH_NOT_ALLOWED'));
      },
    );

    it('refuses an image that has its model elsewhere', async () => {
      for (const name of ['models/../../escape', '/models/a', '../models/a'])
        expect(
          await outcomeOf(await builder.pushModelcar([rawTar(file(name))])),
        ).toEqual(refused('PATH_NOT_ALLOWED'));
    });

    it('refuses a folder that leaves itself', async () => {
      expect(
        await outcomeOf(
          await builder.push({
            layers: [
              {
                bytes: rawTar(file('other/a')),
                annotations: {
                  'org.opencontainers.image.title': 'folder',
                  'io.deis.oras.content.unpack': 'true',
                },
              },
            ],
          }),
        ),
      ).toEqual(refused('PATH_NOT_ALLOWED'));
    });
  });

  describe('when it holds links and devices', () => {
    it.each<[string, Parameters<typeof headerBlock>[0]]>([
      ['a link out', { type: '2', name: 'a', link: '/etc/passwd' }],
      ['a link up', { type: '2', name: 'a', link: '../../escape' }],
      ['a link to nothing', { type: '2', name: 'a', link: 'absent' }],
      ['a link to itself', { type: '2', name: 'a', link: 'a' }],
      ['a hard link out', { type: '1', name: 'a', link: '/etc/passwd' }],
      ['a character device', { type: '3', name: 'a' }],
      ['a block device', { type: '4', name: 'a' }],
      ['a pipe', { type: '6', name: 'a' }],
    ])('shows %s, and neither unpacks nor converts it', async (_, fields) => {
      const pushed = await pushTar(rawTar(headerBlock(fields), file('b')));
      const contents = await read(pushed);
      expect(contents.specials).toMatchObject([{ path: 'a' }]);
      expect(contents.files.map(found => found.path)).toEqual(['b']);
      expect(() => contentsTree(builder.client, contents)).toThrow(
        hasCode('FILE_TYPE_NOT_ALLOWED'),
      );
      await expect(unpack(pushed)).rejects.toEqual(
        hasCode('FILE_TYPE_NOT_ALLOWED'),
      );
      expect(await everything()).toEqual(['deep']);
    });

    it('refuses a file behind a link', async () => {
      expect(
        await outcomeOf(
          await pushTar(
            rawTar(
              headerBlock({ type: '2', name: 'out', link: '/tmp' }),
              file('out/escape'),
            ),
          ),
        ),
      ).toEqual(refused('PATH_NOT_ALLOWED'));
    });

    it('does not follow a link that is in the target', async () => {
      const outside = path.join(dir, 'outside');
      await mkdir(outside);
      await mkdir(directory);
      await symlink(outside, path.join(directory, 'folder'));
      await symlink(path.join(outside, 'file'), path.join(directory, 'file'));
      for (const name of ['folder/escape', 'file']) {
        const { digest } = await pushTar(rawTar(file(name)));
        for (const overwrite of [false, true] as const)
          await expect(
            unpackPackage(builder.client, builder.repository, digest, {
              directory,
              overwrite,
            }),
          ).rejects.toEqual(hasCode('FILE_EXISTS'));
      }
      expect(await readdir(outside)).toEqual([]);
    });
  });

  describe('when something is there twice', () => {
    it.each<[string, Buffer, string]>([
      ['a file', rawTar(file('a', '1'), file('a', '2')), 'DUPLICATE_ENTRY'],
      [
        'a file in two spellings',
        rawTar(file('a'), file('./a', '2')),
        'DUPLICATE_ENTRY',
      ],
      [
        'a file and a folder',
        rawTar(file('a'), file('a/b')),
        'PATH_NOT_ALLOWED',
      ],
      [
        'a folder and a file',
        rawTar(file('a/b'), file('a')),
        'PATH_NOT_ALLOWED',
      ],
      [
        'a file and an empty folder',
        rawTar(file('a'), headerBlock({ type: '5', name: 'a/' })),
        'PATH_NOT_ALLOWED',
      ],
    ])('refuses %s', async (_, tar, code) => {
      expect(await outcomeOf(await pushTar(tar))).toEqual(refused(code));
    });

    it('refuses one file in two layers', async () => {
      const pushed = await builder.push({
        layers: [
          { bytes: rawTar(file('a')) },
          { bytes: rawTar(file('a', 'y')) },
        ],
      });
      expect(await outcomeOf(pushed)).toEqual(refused('DUPLICATE_ENTRY'));
    });

    it('takes a layer that is named twice for one', async () => {
      const layer = { bytes: rawTar(file('a')) };
      const pushed = await builder.push({ layers: [layer, layer] });
      expect((await read(pushed)).files).toHaveLength(1);
      expect((await unpack(pushed)).files).toHaveLength(1);
    });
  });

  describe('when an archive lies', () => {
    it.each<[string, Buffer]>([
      [
        'a file that is cut off',
        Buffer.concat([headerBlock({ size: 600 }), Buffer.alloc(512)]),
      ],
      ['a wrong checksum', rawTar(headerBlock({ checksum: 1 }))],
      ['a negative size', rawTar(headerBlock({ size: base256(-1n) }))],
      ['a size of 8 EiB', rawTar(headerBlock({ size: base256(2n ** 63n) }))],
      ['a size of 4 PiB', rawTar(headerBlock({ size: base256(2n ** 52n) }))],
      [
        'a record of another size',
        rawTar(paxBlocks(paxRecord('size', '99999')), headerBlock({})),
      ],
      ['no tar at all', Buffer.from('<html></html>'.repeat(100))],
    ])('refuses %s, by ranges and by streams', async (_, tar) => {
      expect(await outcomeOf(await pushTar(tar))).toEqual(
        refused('ARCHIVE_NOT_VALID'),
      );
      // the same behind more than one window of bytes
      const large = Buffer.concat([file('first', 'x'.repeat(200_000)), tar]);
      expect(await outcomeOf(await pushTar(large))).toEqual(
        refused('ARCHIVE_NOT_VALID'),
      );
      expect(
        await outcomeOf(
          await pushTar(zlib.gzipSync(tar), MediaType.imageLayerTarGzip),
        ),
      ).toEqual(refused('ARCHIVE_NOT_VALID'));
    });

    it.each([
      MediaType.imageLayerTarGzip,
      'application/vnd.oci.image.layer.v1.tar+zstd',
    ])('refuses what is not compressed as %s says', async mediaType => {
      expect(
        await outcomeOf(await pushTar(rawTar(file('a')), mediaType)),
      ).toEqual(refused('ARCHIVE_NOT_VALID'));
    });

    it.each<[string, string, (bytes: Buffer) => Buffer]>([
      [
        'gzip',
        MediaType.imageLayerTarGzip,
        bytes => zlib.gzipSync(bytes, { level: 1 }),
      ],
      [
        'zstd',
        'application/vnd.oci.image.layer.v1.tar+zstd',
        zlib.zstdCompressSync,
      ],
    ])(
      'stops at a bomb of %s',
      async (_, mediaType, compress) => {
        const size = 280 * 1024 * 1024;
        const zeros = Buffer.alloc(size);
        const bomb = compress(Buffer.concat([headerBlock({ size }), zeros]));
        expect(await outcomeOf(await pushTar(bomb, mediaType))).toEqual(
          refused('ARCHIVE_TOO_LARGE'),
        );
      },
      60_000,
    );

    it('stops at more files than a package may hold', async () => {
      const one = headerBlock({ name: 'empty' });
      const blocks = Array.from({ length: 100_001 }, (_, index) => {
        const header = Buffer.from(one);
        header.write(`f${String(index).padStart(6, '0')}`, 0, 'latin1');
        header.fill(' ', 148, 156);
        let sum = 0;
        for (const byte of header) sum += byte;
        header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
        return header;
      });
      expect(await outcomeOf(await pushTar(rawTar(...blocks)))).toEqual(
        refused('TOO_MANY_FILES'),
      );
    }, 120_000);
  });

  describe('when the bytes are not those of the manifest', () => {
    const start = useScriptedRegistries();

    it.each<[string, (bytes: Buffer) => Buffer]>([
      ['none', bytes => bytes],
      ['gzip', bytes => zlib.gzipSync(bytes)],
    ])(
      'keeps nothing where others come (compression: %s)',
      async (name, compress) => {
        const good = compress(rawTar(file('a', 'good')));
        const evil = compress(rawTar(file('a', 'evil')));
        expect(evil).toHaveLength(good.length);
        const { digest } = await pushTar(
          good,
          name === 'gzip'
            ? MediaType.imageLayerTarGzip
            : MediaType.imageLayerTar,
        );
        const manifest = await builder.client.fetchManifest(
          builder.repository,
          digest,
        );
        const { client, repository } = await start((request, response) => {
          const isBlob = request.url?.includes('/blobs/');
          response.setHeader('content-type', MediaType.imageManifest);
          response.end(isBlob ? evil : manifest.bytes);
        });
        await expect(
          unpackPackage(client, repository, digest, { directory }),
        ).rejects.toEqual(hasCode('DIGEST_MISMATCH'));
        expect(await everything()).toEqual(['deep']);
      },
    );

    it('keeps nothing where a layer is shorter than it should be', async () => {
      const pushed = await builder.push({
        layers: [{ bytes: rawTar(file('a')), size: 4096 }],
      });
      await expect(unpack(pushed)).rejects.toEqual(hasCode('DIGEST_MISMATCH'));
      expect(await everything()).toEqual(['deep']);
    });
  });

  describe('when the manifest is not one', () => {
    const layer = {
      mediaType: MediaType.imageLayerTar,
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
    };
    const config = { ...layer, mediaType: MediaType.empty };

    it.each<[string, unknown]>([
      ['HTML', Buffer.from('<html></html>')],
      ['null', null],
      ['a list', []],
      ['no layers', { config }],
      ['layers that are none', { config, layers: 'all' }],
      ['a layer of null', { config, layers: [null] }],
      [
        'a digest that is none',
        { config, layers: [{ ...layer, digest: '../../x' }] },
      ],
      ['a negative size', { config, layers: [{ ...layer, size: -1 }] }],
      [
        'a size beyond all numbers',
        { config, layers: [{ ...layer, size: 2 ** 60 }] },
      ],
      ['a size that is a text', { config, layers: [{ ...layer, size: '1' }] }],
      [
        'annotations that are a list',
        { config, layers: [layer], annotations: ['a'] },
      ],
      [
        'annotations that are numbers',
        { config, layers: [{ ...layer, annotations: { a: 1 } }] },
      ],
      [
        'a layer that a ModelKit has not',
        {
          artifactType: MediaType.kitopsManifest,
          config,
          layers: [{ ...layer, mediaType: 'text/html' }],
        },
      ],
      [
        'a compression that nobody knows',
        {
          config: { ...config, mediaType: MediaType.kitopsConfig },
          layers: [{ ...layer, mediaType: `${KIT_TAR}+rar` }],
        },
      ],
    ])('refuses %s', async (_, manifest) => {
      expect(await outcomeOf(await builder.pushManifest(manifest))).toEqual(
        refused('PACKAGE_NOT_VALID'),
      );
    });

    it.each<[string, unknown]>([
      ['of nothing', { manifests: [] }],
      ['of what is none', { manifests: [{ digest: '../../x' }] }],
    ])('refuses an index %s', async (_, index) => {
      expect(
        await outcomeOf(
          await builder.pushManifest(index, {
            mediaType: MediaType.imageIndex,
          }),
        ),
      ).toEqual(refused('PACKAGE_NOT_VALID'));
    });

    it('refuses an index of indexes of indexes', async () => {
      let { digest, size } = await pushTar(rawTar(file('a')));
      for (let depth = 0; depth < 5; depth++)
        ({ digest, size } = await builder.pushManifest(
          { manifests: [{ mediaType: MediaType.imageIndex, digest, size }] },
          { mediaType: MediaType.imageIndex },
        ));
      expect(
        await outcomeOf({ mediaType: MediaType.imageIndex, digest, size }),
      ).toEqual(refused('PACKAGE_NOT_VALID'));
    });

    it('refuses an index that leads back to itself', async () => {
      // no hash does that: a registry that lies about digests would
      const bytes = Buffer.from(JSON.stringify({ manifests: [layer] }));
      const lying = new MemoryRegistryClient();
      jest.spyOn(lying, 'fetchManifest').mockResolvedValue({
        descriptor: { ...layer, mediaType: MediaType.imageIndex },
        bytes,
      });
      await expect(
        readContents(lying, builder.repository, '1.0.0'),
      ).rejects.toEqual(hasCode('PACKAGE_NOT_VALID'));
    });

    it('refuses a Kitfile that is none, or names other layers', async () => {
      for (const kitfile of [
        [],
        { model: 7 },
        { model: { path: 'm', digest: `sha256:${'1'.repeat(64)}` } },
        { model: { path: 'm' } },
      ]) {
        const pushed = await builder.push({
          artifactType: MediaType.kitopsManifest,
          configType: MediaType.kitopsConfig,
          config: kitfile,
          layers: [{ mediaType: KIT_TAR, bytes: rawTar(file('a')) }],
        });
        await expect(unpack(pushed)).rejects.toEqual(
          hasCode('PACKAGE_NOT_VALID'),
        );
      }
      expect(await everything()).toEqual(['deep']);
    });

    it('refuses a Kitfile among the files of a ModelKit', async () => {
      const tar = rawTar(file('Kitfile', 'forged'));
      const { digest } = await builder.pushBlob(KIT_TAR, tar);
      const pushed = await builder.push({
        artifactType: MediaType.kitopsManifest,
        configType: MediaType.kitopsConfig,
        config: { manifestVersion: '1.0.0', model: { path: '.', digest } },
        layers: [{ mediaType: KIT_TAR, bytes: tar }],
      });
      await expect(unpack(pushed)).rejects.toEqual(hasCode('DUPLICATE_ENTRY'));
      expect(await everything()).toEqual(['deep']);
    });
  });

  it('leaves files alone that were there', async () => {
    await mkdir(directory);
    await writeFile(path.join(directory, 'a'), 'mine');
    const pushed = await pushTar(rawTar(file('b'), file('a')));
    await expect(unpack(pushed)).rejects.toEqual(hasCode('FILE_EXISTS'));
    expect(await everything()).toEqual([
      'deep',
      'deep/target',
      'deep/target/a',
    ]);
  });
});
