import { readAll } from '../../registry/__testUtils__/images';
import { PackageBuilder } from './__testUtils__/PackageBuilder';
import { contentsTree } from './contentsTree';
import { findPackagedFile, openPackagedFile } from './openPackagedFile';
import { readContents } from './readContents';

describe('readContents', () => {
  let builder: PackageBuilder;

  beforeEach(() => {
    builder = new PackageBuilder();
  });

  const read = ({ digest }: { readonly digest: string }) =>
    readContents(builder.client, builder.repository, digest);

  const pathsOf = async (pushed: Promise<{ readonly digest: string }>) =>
    (await read(await pushed)).files.map(({ path }) => path);

  const contentOf = async (
    contents: Awaited<ReturnType<typeof readContents>>,
    path: string,
  ) =>
    (
      await readAll(
        openPackagedFile(
          builder.client,
          contents,
          findPackagedFile(contents, path),
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
    it('tells each file with its digest', async () => {
      const contents = await read(await builder.pushGolden('modctl-modelpack'));
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
});
