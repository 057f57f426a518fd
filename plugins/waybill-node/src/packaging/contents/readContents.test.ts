import * as zlib from 'node:zlib';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { readAll } from '../../registry/__testUtils__/images';
import { useScriptedRegistries } from '../../registry/__testUtils__/ScriptedRegistry';
import { PackageBuilder } from './__testUtils__/PackageBuilder';
import { CountingRegistry } from './__testUtils__/CountingRegistry';
import { tarOf } from './__testUtils__/tarOf';
import { contentsTree } from './contentsTree';
import { findPackagedFile, openPackagedFile } from './openPackagedFile';
import { readContents } from './readContents';

describe('readContents', () => {
  let registry: CountingRegistry;
  let builder: PackageBuilder;

  beforeEach(() => {
    registry = new CountingRegistry();
    builder = new PackageBuilder(registry);
  });

  const read = ({ digest }: { readonly digest: string }) =>
    readContents(builder.client, builder.repository, digest);

  const pathsOf = async (pushed: Promise<{ readonly digest: string }>) =>
    (await read(await pushed)).files.map(({ path }) => path);

  const contentOf = async (
    contents: Awaited<ReturnType<typeof readContents>>,
    path: string,
    part: { readonly start?: number; readonly end?: number } = {},
  ) =>
    (
      await readAll(
        openPackagedFile(
          builder.client,
          contents,
          findPackagedFile(contents, path),
          part,
        ),
      )
    ).toString();

  describe('when kit has packed it', () => {
    it.each(['modelkit', 'kit-modelpack'] as const)(
      'finds the files in the archives (%s)',
      async name => {
        const contents = await read(await builder.pushGolden(name));
        expect(
          contents.files.map(({ path, sizeBytes, mode }) => ({
            path,
            sizeBytes,
            mode,
          })),
        ).toEqual([
          { path: 'code/train.py', sizeBytes: 12, mode: 0o644 },
          { path: 'data/sample.json', sizeBytes: 40, mode: 0o644 },
          { path: 'docs/README.md', sizeBytes: 7, mode: 0o644 },
          { path: 'models/model.safetensors', sizeBytes: 1600, mode: 0o644 },
        ]);
        expect(contents.layers.map(({ role }) => role)).toEqual([
          'model',
          'code',
          'dataset',
          'docs',
        ]);
        expect(await contentOf(contents, 'docs/README.md')).toBe('# Iris\n');
      },
    );
  });

  describe('when modctl has built it', () => {
    it('tells each file with its digest, and downloads nothing', async () => {
      const pushed = await builder.pushGolden('modctl-modelpack');
      const contents = await read(pushed);
      expect(registry.fetchedBytes).toBe(0);
      expect(contents.format).toBe('modelpack');
      expect(contents.files.map(({ path }) => path)).toEqual([
        'LICENSE',
        'code/train.py',
        'data/sample.json',
        'docs/README.md',
        'models/model.safetensors',
      ]);
      for (const { digest, layer, sizeBytes, mode } of contents.files)
        expect({ digest, sizeBytes, mode }).toEqual({
          digest: layer.digest,
          sizeBytes: layer.size,
          mode: 0o644,
        });
      expect(await contentOf(contents, 'code/train.py')).toBe('print("hi")\n');
    });
  });

  describe('when it is an image', () => {
    it('shows the model, and neither the system nor what was hidden again', async () => {
      const base = await tarOf([
        { name: 'bin/sh', content: '#!' },
        { name: 'lib/systemd/system-systemd\\x2dcryptsetup.slice' },
      ]);
      const lower = await tarOf([
        { name: 'models/', type: 'directory' },
        { name: 'models/old.bin', content: 'old' },
        { name: 'models/folder/a', content: 'a' },
        { name: 'models/folder/b', content: 'b' },
        { name: 'models/emptied/c', content: 'c' },
        { name: 'models/becomes-file/d', content: 'd' },
        { name: 'models/becomes-folder', content: 'e' },
      ]);
      const upper = await tarOf([
        { name: 'models/.wh.old.bin' },
        { name: 'models/folder/a', content: 'A' },
        { name: 'models/emptied/.wh..wh..opq' },
        { name: 'models/emptied/new', content: 'n' },
        { name: 'models/becomes-file', content: 'f' },
        { name: 'models/becomes-folder/g', content: 'g' },
      ]);
      const contents = await read(
        await builder.pushModelcar([base, lower, upper]),
      );
      expect(contents.format).toBe('modelcar');
      expect(contents.files.map(({ path }) => path)).toEqual([
        'becomes-file',
        'becomes-folder/g',
        'emptied/new',
        'folder/a',
        'folder/b',
      ]);
      expect(contents.layers.map(({ isBase }) => isBase)).toEqual([
        true,
        false,
        false,
      ]);
      expect(await contentOf(contents, 'folder/a')).toBe('A');
      expect(await contentOf(contents, 'folder/b')).toBe('b');
    });

    it('hides a folder, and all of it by an opaque root', async () => {
      const lower = await tarOf([{ name: 'models/folder/a', content: 'a' }]);
      for (const whiteout of [
        'models/.wh.folder',
        '.wh.models',
        '.wh..wh..opq',
      ])
        expect(
          await pathsOf(
            builder.pushModelcar([
              lower,
              await tarOf([{ name: whiteout }, { name: 'models/b' }]),
            ]),
          ),
        ).toEqual(['b']);
    });

    it('takes links to files of the model for these files', async () => {
      const contents = await read(
        await builder.pushModelcar([
          await tarOf([
            { name: 'models/blobs/1', content: 'weights' },
            { name: 'models/a', type: 'symlink', linkname: 'blobs/1' },
            { name: 'models/b', type: 'link', linkname: 'models/blobs/1' },
            { name: 'models/c', type: 'symlink', linkname: '/models/a' },
            { name: 'models/out', type: 'symlink', linkname: '/bin/sh' },
          ]),
        ]),
      );
      expect(contents.files.map(({ path }) => path)).toEqual([
        'a',
        'b',
        'blobs/1',
        'c',
      ]);
      expect(await contentOf(contents, 'c')).toBe('weights');
      expect(contents.specials).toMatchObject([
        { path: 'out', type: 'symlink', target: '/bin/sh' },
      ]);
    });

    it('does not stream a large base that Waybill has put there', async () => {
      const model = await tarOf([{ name: 'models/a', content: 'a' }]);
      const pushed = await builder.pushModelcar([model], {
        history: [
          { created_by: 'waybill: base image' },
          { created_by: 'waybill: 1 file(s) under /models' },
        ],
      });
      const { manifest } = await read(pushed);
      const base = {
        mediaType: MediaType.imageLayerTarGzip,
        digest: `sha256:${'0'.repeat(64)}`,
        size: 4 * 1024 ** 3,
      };
      const contents = await read(
        await builder.pushManifest({
          ...manifest,
          layers: [base, ...manifest.layers],
        }),
      );
      expect(contents.layers).toMatchObject([
        { isBase: true, isListed: false },
        { isBase: false, isListed: true },
      ]);
      expect(contents.files.map(({ path }) => path)).toEqual(['a']);
    });

    it('chooses the image for linux/amd64 from an index', async () => {
      const push = async (name: string) =>
        builder.pushModelcar([await tarOf([{ name: `models/${name}` }])]);
      const [arm, amd] = [await push('arm'), await push('amd')];
      const index = await builder.pushManifest(
        {
          manifests: [
            { ...arm, platform: { os: 'unknown', architecture: 'unknown' } },
            { ...arm, platform: { os: 'linux', architecture: 'arm64' } },
            { ...amd, platform: { os: 'linux', architecture: 'amd64' } },
          ],
        },
        { mediaType: MediaType.imageIndex },
      );
      const contents = await read(index);
      expect(contents.files.map(({ path }) => path)).toEqual(['amd']);
      expect(contents.descriptor.digest).toBe(index.digest);
    });
  });

  describe('when it is an artifact', () => {
    const title = (text: string, more: Record<string, string> = {}) => ({
      'org.opencontainers.image.title': text,
      ...more,
    });

    it('shows titled files, unpacked folders and blobs without a name', async () => {
      const folder = await tarOf([
        { name: 'folder', type: 'directory' },
        { name: 'folder/a', content: 'a' },
        { name: 'folder/b/c', content: 'c' },
      ]);
      const unpack = title('folder', { 'io.deis.oras.content.unpack': 'true' });
      for (const bytes of [
        folder,
        zlib.gzipSync(folder),
        zlib.zstdCompressSync(folder),
      ]) {
        const contents = await read(
          await builder.push({
            artifactType: 'application/vnd.example.model',
            layers: [
              { mediaType: 'application/x.any', bytes, annotations: unpack },
              {
                mediaType: MediaType.imageLayerTarGzip,
                bytes: zlib.gzipSync(folder),
                annotations: title('archive.tgz'),
              },
              { mediaType: 'application/x.any', bytes: Buffer.from('blob') },
            ],
          }),
        );
        expect(contents.format).toBe('artifact');
        expect(contents.files.map(({ path }) => path)).toEqual([
          'archive.tgz',
          'folder/a',
          'folder/b/c',
          expect.stringMatching(/^sha256-\w{64}$/),
        ]);
        expect(await contentOf(contents, 'folder/b/c')).toBe('c');
      }
    });

    it('lists an archive that nobody has titled', async () => {
      const tar = await tarOf([{ name: './app.yaml', content: 'kind: A' }]);
      const contents = await read(
        await builder.push({
          layers: [
            {
              mediaType: MediaType.imageLayerTarGzip,
              bytes: zlib.gzipSync(tar),
            },
          ],
        }),
      );
      expect(contents.files.map(({ path }) => path)).toEqual(['app.yaml']);
      expect(await contentOf(contents, 'app.yaml')).toBe('kind: A');
    });

    it('holds nothing where it holds nothing', async () => {
      const contents = await read(
        await builder.push({
          artifactType: 'application/vnd.example.note',
          layers: [{ mediaType: MediaType.empty, bytes: Buffer.from('{}') }],
        }),
      );
      expect(contents.files).toEqual([]);
      expect(() => contentsTree(builder.client, contents)).toThrow(
        expect.objectContaining({ code: 'EMPTY_FOLDER' }),
      );
    });
  });

  describe('when its archives are large', () => {
    it('steps over what files hold', async () => {
      const large = Buffer.alloc(20 * 1024 * 1024);
      const pushed = await builder.pushModelcar([
        await tarOf([
          { name: 'models/a', content: large },
          { name: 'models/b', content: large },
        ]),
      ]);
      registry.reset();
      expect((await read(pushed)).files).toHaveLength(2);
      // the config, and a window each for the first header, the second, and the end
      expect(registry.fetches).toBeLessThanOrEqual(4);
      expect(registry.fetchedBytes).toBeLessThan(512 * 1024);
    });

    it('reads headers of small files together', async () => {
      const pushed = await builder.pushModelcar([
        await tarOf(
          Array.from({ length: 10_000 }, (_, index) => ({
            name: `models/${index}`,
            content: 'small',
          })),
        ),
      ]);
      registry.reset();
      expect((await read(pushed)).files).toHaveLength(10_000);
      expect(registry.fetches).toBeLessThan(25);
    });

    it('streams them where a registry knows no ranges', async () => {
      const pushed = await builder.pushModelcar([
        await tarOf([
          { name: 'models/a', content: Buffer.alloc(300_000, 'a') },
          { name: 'models/b', content: 'b' },
        ]),
      ]);
      registry.knowsRanges = false;
      const contents = await read(pushed);
      expect(contents.files.map(({ path }) => path)).toEqual(['a', 'b']);
      expect(await contentOf(contents, 'b')).toBe('b');
      expect(await contentOf(contents, 'a', { start: 5, end: 9 })).toBe(
        'aaaaa',
      );
    });
  });

  describe('openPackagedFile', () => {
    const text = '0123456789';

    it.each<[string, (tar: Buffer) => Buffer, string]>([
      ['plain', tar => tar, MediaType.imageLayerTar],
      ['gzip', tar => zlib.gzipSync(tar), MediaType.imageLayerTarGzip],
      [
        'zstd',
        tar => zlib.zstdCompressSync(tar),
        'application/vnd.oci.image.layer.v1.tar+zstd',
      ],
    ])('reads any part of a file (%s)', async (_, compress, mediaType) => {
      const tar = await tarOf([
        { name: 'models/before', content: 'x'.repeat(1000) },
        { name: 'models/a', content: text },
        { name: 'models/after', content: 'y' },
      ]);
      const contents = await read(
        await builder.pushModelcar([{ bytes: compress(tar), mediaType }]),
      );
      const cases: [number | undefined, number | undefined, string][] = [
        [undefined, undefined, text],
        [0, 0, '0'],
        [3, 5, '345'],
        [7, undefined, '789'],
        [7, 1000, '789'],
        [10, undefined, ''],
        [5, 4, ''],
      ];
      for (const [start, end, expected] of cases)
        expect(await contentOf(contents, 'a', { start, end })).toBe(expected);
    });

    it('fails where the registry has less than it said', async () => {
      const contents = await read(
        await builder.pushModelcar([
          await tarOf([{ name: 'models/a', content: text }]),
        ]),
      );
      const [file] = contents.files;
      await expect(
        readAll(
          openPackagedFile(builder.client, contents, {
            ...file,
            sizeBytes: 5000,
          }),
        ),
      ).rejects.toMatchObject({
        code: 'ARCHIVE_NOT_VALID',
        message: expect.stringContaining('"a"'),
      });
    });

    it('says which file there is not', async () => {
      const contents = await read(await builder.pushGolden('modelkit'));
      expect(() => findPackagedFile(contents, 'models/absent')).toThrow(
        expect.objectContaining({
          code: 'FILE_NOT_FOUND',
          message: expect.stringContaining('"models/absent"'),
        }),
      );
    });
  });

  describe('contentsTree', () => {
    it('is a tree of files that another package can be made of', async () => {
      const contents = await read(await builder.pushGolden('modelkit'));
      const tree = contentsTree(builder.client, contents);
      expect(tree.name).toMatch(/^registry\.test\/models\/iris@sha256:/);
      expect(tree.files.map(({ path, mode }) => [path, mode])).toEqual([
        ['code/train.py', 0o644],
        ['data/sample.json', 0o644],
        ['docs/README.md', 0o644],
        ['models/model.safetensors', 0o644],
      ]);
      const [train] = tree.files;
      expect((await readAll(train.open({ start: 7 }))).toString()).toBe(
        'hi")\n',
      );
      expect(train.fingerprint).toBe(
        `${contents.files[0].layer.digest}+${contents.files[0].offset}+12`,
      );
    });
  });

  it('stops when it is told to', async () => {
    const { digest } = await builder.pushGolden('modelkit');
    await expect(
      readContents(builder.client, builder.repository, digest, {
        signal: AbortSignal.abort(new Error('cancelled by the user')),
      }),
    ).rejects.toThrow('cancelled by the user');
  });

  describe('when a registry ignores what it is asked', () => {
    const start = useScriptedRegistries();

    it('refuses a manifest of 5 MiB', async () => {
      const { client, repository } = await start((_, response) => {
        response.setHeader('content-type', MediaType.imageManifest);
        response.end(Buffer.alloc(5 * 1024 * 1024, ' '));
      });
      await expect(
        readContents(client, repository, '1.0.0'),
      ).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
    });
  });
});
