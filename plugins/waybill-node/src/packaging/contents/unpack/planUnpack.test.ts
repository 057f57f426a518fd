import { PackageBuilder } from '../__testUtils__/PackageBuilder';
import { tarOf } from '../__testUtils__/tarOf';
import { planUnpack } from './planUnpack';

describe('planUnpack', () => {
  let builder: PackageBuilder;
  beforeEach(() => {
    builder = new PackageBuilder();
  });

  const pathsOf = async (
    { digest }: { readonly digest: string },
    filters?: readonly string[],
  ) => {
    const { files } = await planUnpack(
      builder.client,
      builder.repository,
      digest,
      { filters },
    );
    return files.map(({ path }) => path);
  };

  it.each<[string[] | undefined, string[]]>([
    [
      undefined,
      [
        'Kitfile',
        'code/train.py',
        'data/sample.json',
        'docs/README.md',
        'models/model.safetensors',
      ],
    ],
    [['kitfile'], ['Kitfile']],
    [['model,code'], ['code/train.py', 'models/model.safetensors']],
    [['datasets:other'], []],
  ])('lists what the filters %j want of a ModelKit', async (filters, files) => {
    expect(
      await pathsOf(await builder.pushGolden('modelkit'), filters),
    ).toEqual(files);
  });

  it('takes globs for an image', async () => {
    const pushed = await builder.pushModelcar([
      await tarOf([
        { name: 'models/a.safetensors', content: 'a' },
        { name: 'models/docs/d.md', content: 'd' },
      ]),
    ]);
    expect(await pathsOf(pushed, ['docs/'])).toEqual(['docs/d.md']);
  });

  it('refuses a link only where it is wanted', async () => {
    const pushed = await builder.pushModelcar([
      await tarOf([
        { name: 'models/a.txt', content: 'a' },
        { name: 'models/out', type: 'symlink', linkname: '/etc/passwd' },
      ]),
    ]);
    expect(await pathsOf(pushed, ['a.txt'])).toEqual(['a.txt']);
    await expect(pathsOf(pushed)).rejects.toMatchObject({
      code: 'FILE_TYPE_NOT_ALLOWED',
    });
  });

  it('follows a ModelKit to where its model is', async () => {
    await builder.pushKit('parent', { path: 'model.bin' }, 'p');
    const child = await builder.pushKit(
      'child',
      { path: 'registry.test/models/iris:p' },
      'c',
    );
    expect(await pathsOf(child)).toEqual(['Kitfile', 'child.md', 'model.bin']);
  });

  it('refuses two files of one path, as unpacking does', async () => {
    await builder.pushKit('parent', { path: 'child.md' }, 'p');
    const child = await builder.pushKit(
      'child',
      { path: 'registry.test/models/iris:p' },
      'c',
    );
    await expect(pathsOf(child)).rejects.toMatchObject({
      code: 'DUPLICATE_ENTRY',
    });
  });
});
