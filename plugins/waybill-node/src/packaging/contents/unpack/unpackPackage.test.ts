import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as zlib from 'node:zlib';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import type { PackageProgress } from '../../PackageProgress';
import { PackageBuilder } from '../__testUtils__/PackageBuilder';
import { tarOf } from '../__testUtils__/tarOf';
import { unpackPackage, type UnpackOptions } from './unpackPackage';

describe('unpackPackage', () => {
  let builder: PackageBuilder;
  let dir: string;
  let directory: string;

  beforeEach(async () => {
    builder = new PackageBuilder();
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-unpack-test-'));
    directory = path.join(dir, 'deep', 'target');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const unpack = (
    { digest }: { readonly digest: string },
    options: Partial<UnpackOptions> = {},
  ) =>
    unpackPackage(builder.client, builder.repository, digest, {
      directory,
      ...options,
    });

  async function onDisk(folder = directory): Promise<string[]> {
    const entries = await readdir(folder, {
      recursive: true,
      withFileTypes: true,
    });
    return entries
      .map(
        entry =>
          path.relative(folder, path.join(entry.parentPath, entry.name)) +
          (entry.isDirectory() ? '/' : ''),
      )
      .sort();
  }
  const textOf = (name: string) => readFile(path.join(directory, name), 'utf8');
  const modeOf = async (name: string) =>
    (await stat(path.join(directory, name))).mode & 0o777;

  describe('when kit has packed it', () => {
    it.each(['modelkit', 'kit-modelpack'] as const)(
      'writes the files and the Kitfile (%s)',
      async name => {
        const result = await unpack(await builder.pushGolden(name));
        expect(await onDisk()).toEqual([
          'Kitfile',
          'code/',
          'code/train.py',
          'data/',
          'data/sample.json',
          'docs/',
          'docs/README.md',
          'models/',
          'models/model.safetensors',
        ]);
        expect(result.files.map(file => file.path)).toEqual([
          'Kitfile',
          'code/train.py',
          'data/sample.json',
          'docs/README.md',
          'models/model.safetensors',
        ]);
        expect(await textOf('docs/README.md')).toBe('# Iris\n');
        expect(await textOf('Kitfile')).toContain('name: iris');
        expect(await modeOf('code/train.py')).toBe(0o644);
      },
    );

    it.each<[string[], string[]]>([
      [['kitfile'], ['Kitfile']],
      [['model'], ['models/model.safetensors']],
      [['datasets:sample'], ['data/sample.json']],
      [['datasets:./data/sample.json'], ['data/sample.json']],
      [['datasets:other'], []],
      [['docs:./docs/README.md'], ['docs/README.md']],
      [['docs:docs/README.md'], []],
      [['model,code'], ['code/train.py', 'models/model.safetensors']],
      [
        ['code', 'datasets:nothing,sample'],
        ['code/train.py', 'data/sample.json'],
      ],
      [['kitfile:any', 'prompts', 'mcpservers'], ['Kitfile']],
      [['code,datasets:./code'], ['code/train.py']],
    ])(
      'unpacks what the filters %j want, as kit does',
      async (filters, files) => {
        const result = await unpack(await builder.pushGolden('modelkit'), {
          filters,
        });
        expect(result.files.map(file => file.path)).toEqual(files);
        expect((await onDisk()).filter(name => !name.endsWith('/'))).toEqual(
          files,
        );
      },
    );

    it.each(['weights', '', ':a', 'model:a:b', 'model, code'])(
      'refuses the filter %j before anything is made',
      async filter => {
        await expect(
          unpack(await builder.pushGolden('modelkit'), { filters: [filter] }),
        ).rejects.toMatchObject({
          code: 'FILTER_NOT_VALID',
          message: expect.stringContaining(JSON.stringify(filter)),
        });
        expect(await readdir(dir)).toEqual([]);
      },
    );
  });

  describe('when modctl has built it', () => {
    it('writes its files, filtered by what they are for', async () => {
      const pushed = await builder.pushGolden('modctl-modelpack');
      expect(
        (await unpack(pushed)).files.map(({ path: name }) => name),
      ).toEqual([
        'LICENSE',
        'code/train.py',
        'data/sample.json',
        'docs/README.md',
        'models/model.safetensors',
      ]);
      await rm(directory, { recursive: true });
      await unpack(pushed, { filters: ['docs:LICENSE', 'code'] });
      expect((await onDisk()).filter(name => !name.endsWith('/'))).toEqual([
        'LICENSE',
        'code/train.py',
      ]);
    });
  });

  describe('when a ModelKit takes its model from another', () => {
    const pushKit: PackageBuilder['pushKit'] = (...kit) =>
      builder.pushKit(...kit);
    const reference = (tag: string) => ({
      path: `registry.test/models/iris:${tag}`,
    });

    it('unpacks the model of the other, and nothing else of it', async () => {
      await pushKit('grandparent', { path: 'model.bin' }, 'a');
      await pushKit('parent', reference('a'), 'b');
      const result = await unpack(await pushKit('child', reference('b'), 'c'));
      expect(await onDisk()).toEqual(['Kitfile', 'child.md', 'model.bin']);
      expect(await textOf('model.bin')).toBe('grandparent');
      expect(await textOf('Kitfile')).toContain('name: child');
      expect(result.parents).toHaveLength(2);
    });

    it('does not ask for the other where its model is not wanted', async () => {
      const pushed = await pushKit('child', reference('absent'), 'c');
      await unpack(pushed, { filters: ['docs'] });
      expect(await onDisk()).toEqual(['child.md']);
    });

    it('refuses kits that lead back to one another', async () => {
      await pushKit('b', reference('a'), 'b');
      await expect(
        unpack(await pushKit('a', reference('b'), 'a')),
      ).rejects.toMatchObject({ code: 'REFERENCE_CYCLE' });
      expect(await readdir(dir)).toEqual([]);
    });

    it.each([
      [10, undefined],
      [11, 'REFERENCE_CYCLE'],
    ])('follows ten of them: %d give %s', async (count, code) => {
      let pushed = await pushKit('k0', { path: 'model.bin' }, 't0');
      for (let index = 1; index <= count; index++)
        pushed = await pushKit(
          `k${index}`,
          reference(`t${index - 1}`),
          `t${index}`,
        );
      const outcome = await unpack(pushed).catch(error => error);
      expect(outcome.code).toBe(code);
    });
  });

  describe('when it is an image or an artifact', () => {
    it('writes the files below /models as a runtime would see them', async () => {
      const lower = await tarOf([
        { name: 'etc/passwd', content: 'root' },
        { name: 'models/gone', content: 'x' },
        { name: 'models/a/weights', content: 'old', mode: 0o600 },
        { name: 'models/empty/', type: 'directory', mode: 0o700 },
      ]);
      const upper = await tarOf([
        { name: 'models/.wh.gone' },
        { name: 'models/a/weights', content: 'new', mode: 0o444 },
        { name: 'models/run.sh', content: '#!', mode: 0o4755 },
        { name: 'models/link', type: 'symlink', linkname: 'a/weights' },
        { name: 'models/hard', type: 'link', linkname: 'models/a/weights' },
      ]);
      await unpack(
        await builder.pushModelcar([
          {
            bytes: zlib.gzipSync(lower),
            mediaType: MediaType.imageLayerTarGzip,
          },
          upper,
        ]),
      );
      expect(await onDisk()).toEqual([
        'a/',
        'a/weights',
        'empty/',
        'hard',
        'link',
        'run.sh',
      ]);
      for (const name of ['a/weights', 'hard', 'link'])
        expect(await textOf(name)).toBe('new');
      expect(await modeOf('a/weights')).toBe(0o444);
      expect(await modeOf('empty')).toBe(0o700);
      expect(await modeOf('run.sh')).toBe(0o755);
    });

    it('takes globs of paths for filters', async () => {
      const pushed = await builder.pushModelcar([
        await tarOf([
          { name: 'models/a.safetensors', content: 'a' },
          { name: 'models/a.bin', content: 'b' },
          { name: 'models/sub/c.safetensors', content: 'c' },
          { name: 'models/docs/d.md', content: 'd' },
        ]),
      ]);
      await unpack(pushed, { filters: ['**/*.safetensors', './docs/'] });
      expect((await onDisk()).filter(name => !name.endsWith('/'))).toEqual([
        'a.safetensors',
        'docs/d.md',
        'sub/c.safetensors',
      ]);
    });
  });

  describe('when files are there already', () => {
    beforeEach(async () => {
      await mkdir(path.join(directory, 'code'), { recursive: true });
      await writeFile(path.join(directory, 'code/train.py'), 'mine');
    });

    it('refuses, and leaves them', async () => {
      const before = await onDisk();
      await expect(
        unpack(await builder.pushGolden('modelkit')),
      ).rejects.toMatchObject({
        code: 'FILE_EXISTS',
        message: expect.stringContaining('"code/train.py"'),
      });
      expect(await onDisk()).toEqual(before);
      expect(await textOf('code/train.py')).toBe('mine');
    });

    it('replaces them where it may', async () => {
      await unpack(await builder.pushGolden('modelkit'), { overwrite: true });
      expect(await textOf('code/train.py')).toBe('print("hi")\n');
    });

    it('leaves them where they are to be ignored', async () => {
      const result = await unpack(await builder.pushGolden('modelkit'), {
        overwrite: 'ignore',
      });
      expect(await textOf('code/train.py')).toBe('mine');
      expect(result.kept).toEqual(['code/train.py']);
      expect(await textOf('docs/README.md')).toBe('# Iris\n');
    });

    it('is content with the same Kitfile', async () => {
      await rm(directory, { recursive: true });
      const pushed = await builder.pushGolden('modelkit');
      await unpack(pushed, { filters: ['kitfile'] });
      await unpack(pushed);
      await writeFile(path.join(directory, 'Kitfile'), 'mine');
      await expect(
        unpack(pushed, { filters: ['kitfile'] }),
      ).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    });

    it('does not put a file where a folder is', async () => {
      await rm(path.join(directory, 'code/train.py'));
      await mkdir(path.join(directory, 'code/train.py'));
      await expect(
        unpack(await builder.pushGolden('modelkit'), { overwrite: true }),
      ).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    });

    it('puts back what it replaced where the rest fails', async () => {
      // the last of the package's files has no room, which shows only when it is put there
      const pushed = await builder.push({
        layers: [
          {
            bytes: await tarOf([
              { name: 'code/train.py', content: 'new' },
              { name: `z/${'z'.repeat(250)}/${'z'.repeat(260)}` },
            ]),
          },
        ],
      });
      await expect(unpack(pushed, { overwrite: true })).rejects.toMatchObject({
        code: 'TARGET_NOT_USABLE',
      });
      expect(await onDisk()).toEqual(['code/', 'code/train.py']);
      expect(await textOf('code/train.py')).toBe('mine');
    });
  });

  describe('when it cannot go on', () => {
    it('says so where the target is a file', async () => {
      await writeFile(path.join(dir, 'deep'), 'x');
      await expect(
        unpack(await builder.pushGolden('modelkit')),
      ).rejects.toMatchObject({ code: 'TARGET_NOT_USABLE' });
    });

    it('says so where nothing may be written', async () => {
      if (process.getuid?.() === 0) {
        process.stdout.write('not tried as root, who may write everywhere\n');
        return;
      }
      await mkdir(directory, { recursive: true });
      await chmod(directory, 0o500);
      await expect(
        unpack(await builder.pushGolden('modelkit')),
      ).rejects.toMatchObject({ code: 'TARGET_NOT_USABLE' });
    });

    it('leaves nothing where it is cancelled on its way', async () => {
      const abort = new AbortController();
      const pushed = await builder.pushGolden('modelkit');
      await expect(
        unpack(pushed, {
          signal: abort.signal,
          onProgress: () => abort.abort(new Error('cancelled by the user')),
        }),
      ).rejects.toThrow('cancelled by the user');
      expect(await readdir(dir)).toEqual([]);
    });
  });

  it('tells how far it is', async () => {
    const seen: PackageProgress[] = [];
    await unpack(await builder.pushGolden('modelkit'), {
      onProgress: progress => seen.push(progress),
    });
    expect(seen.at(-1)).toMatchObject({
      phase: 'receive',
      doneBytes: 11_776,
      totalBytes: 11_776,
    });
  });
});
