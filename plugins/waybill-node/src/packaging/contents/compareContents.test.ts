import { PackageBuilder } from './__testUtils__/PackageBuilder';
import { CountingRegistry } from './__testUtils__/CountingRegistry';
import { tarOf } from './__testUtils__/tarOf';
import { compareContents } from './compareContents';
import { readContents } from './readContents';

describe('compareContents', () => {
  let registry: CountingRegistry;
  let builder: PackageBuilder;

  beforeEach(() => {
    registry = new CountingRegistry();
    builder = new PackageBuilder(registry);
  });

  const read = async (pushed: Promise<{ readonly digest: string }>) =>
    readContents(registry, builder.repository, (await pushed).digest);
  const told = ({ files }: Awaited<ReturnType<typeof compareContents>>) =>
    files.map(({ change, path }) => `${change} ${path}`);

  it('reads nothing of layers that both have', async () => {
    const weights = await tarOf([
      { name: 'models/weights', content: 'w'.repeat(100_000) },
    ]);
    const before = await read(
      builder.pushModelcar([
        await tarOf([
          { name: 'models/a', content: '1' },
          { name: 'models/b', content: 'b' },
          { name: 'models/gone', content: 'x' },
        ]),
        weights,
      ]),
    );
    const after = await read(
      builder.pushModelcar([
        await tarOf([
          { name: 'models/a', content: '2' },
          { name: 'models/b', content: 'b' },
          { name: 'models/new', content: 'yy' },
        ]),
        weights,
      ]),
    );
    registry.reset();
    const comparison = await compareContents(registry, before, after);
    expect(told(comparison)).toEqual([
      'changed a',
      'same b',
      'removed gone',
      'added new',
      'same weights',
    ]);
    expect(registry.fetchedBytes).toBe(4);
  });

  it('reads no more than it may', async () => {
    const push = async (note: string) =>
      read(
        builder.pushModelcar([
          await tarOf([
            { name: `models/${note}` },
            { name: 'models/large', content: 'x'.repeat(1000) },
            { name: 'models/small', content: 'y' },
          ]),
        ]),
      );
    const [before, after] = [await push('1'), await push('2')];
    registry.reset();
    expect(
      told(
        await compareContents(registry, before, after, { maxReadBytes: 999 }),
      ),
    ).toEqual(['removed 1', 'added 2', 'unknown large', 'same small']);
    expect(registry.fetchedBytes).toBe(2);
  });

  it('finds a file of a ModelPack that was renamed, by its digest alone', async () => {
    const contents = await read(builder.pushGolden('modctl-modelpack'));
    const renamed = {
      ...contents,
      files: contents.files.map(file => ({
        ...file,
        path: `new/${file.path}`,
      })),
    };
    registry.reset();
    expect(
      (await compareContents(registry, contents, renamed)).counts.renamed,
    ).toBe(5);
    expect(registry.fetchedBytes).toBe(0);
  });

  it('finds kit and modctl to have packed the same files', async () => {
    const comparison = await compareContents(
      registry,
      await read(builder.pushGolden('modelkit')),
      await read(builder.pushGolden('modctl-modelpack')),
    );
    expect(told(comparison)).toEqual([
      'added LICENSE',
      'same code/train.py',
      'same data/sample.json',
      'same docs/README.md',
      'same models/model.safetensors',
    ]);
    expect(comparison.kitfile.map(({ place }) => place)).toContain('model');
    expect(comparison.annotations.map(({ place }) => place)).toContain(
      '["org.cnai.modctl.modelfile"]',
    );
  });

  it('stops when it is told to', async () => {
    const push = async (note: string) =>
      read(
        builder.pushModelcar([
          await tarOf([
            { name: `models/${note}` },
            { name: 'models/a', content: 'x' },
          ]),
        ]),
      );
    const [before, after] = [await push('1'), await push('2')];
    await expect(
      compareContents(registry, before, after, {
        signal: AbortSignal.abort(new Error('cancelled by the user')),
      }),
    ).rejects.toThrow('cancelled by the user');
  });
});
