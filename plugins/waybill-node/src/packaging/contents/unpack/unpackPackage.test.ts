import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PackageBuilder } from '../__testUtils__/PackageBuilder';
import { unpackPackage, type UnpackOptions } from './unpackPackage';

describe('unpackPackage', () => {
  let builder: PackageBuilder;
  let dir: string;
  let directory: string;

  beforeEach(async () => {
    builder = new PackageBuilder();
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-unpack-test-'));
    directory = path.join(dir, 'target');
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
        expect(
          await readFile(path.join(directory, 'docs/README.md'), 'utf8'),
        ).toBe('# Iris\n');
        expect(
          (await stat(path.join(directory, 'code/train.py'))).mode & 0o777,
        ).toBe(0o644);
      },
    );
  });
});
