import { pathFilter } from './selectLayers';

function chosen(globs: readonly string[], paths: readonly string[]) {
  const isWanted = pathFilter(globs);
  return isWanted && paths.filter(isWanted);
}

describe('pathFilter', () => {
  const paths = ['a.bin', 'docs/a.md', 'docs/sub/b.md', 'x/docs/c.md', '.env'];

  it('wants all without a glob', () => {
    expect(pathFilter([])).toBeUndefined();
  });

  it.each<[string, string[]]>([
    ['docs', ['docs/a.md', 'docs/sub/b.md']],
    ['./docs/', ['docs/a.md', 'docs/sub/b.md']],
    ['/docs/*.md', ['docs/a.md']],
    ['**/docs', ['docs/a.md', 'docs/sub/b.md', 'x/docs/c.md']],
    ['*', paths],
    ['*.md', []],
    ['**/*.md', ['docs/a.md', 'docs/sub/b.md', 'x/docs/c.md']],
    ['{a.bin,.env}', ['a.bin', '.env']],
  ])('takes %s from the root', (glob, expected) => {
    expect(chosen([glob], paths)).toEqual(expected);
  });

  it('takes several as alternatives', () => {
    expect(chosen(['a.bin', 'x'], paths)).toEqual(['a.bin', 'x/docs/c.md']);
  });

  it.each(['', './', '[a', 'a'.repeat(501), '{a,b}'.repeat(8)])(
    'refuses "%s"',
    glob => {
      expect(() => pathFilter([glob])).toThrow(
        expect.objectContaining({ code: 'FILTER_NOT_VALID' }),
      );
    },
  );

  it('answers what is made to take for ever', () => {
    const name = 'a'.repeat(4_000);
    expect(chosen([`${'*a'.repeat(200)}b`], [name, `${name}b`])).toEqual([
      `${name}b`,
    ]);
  });
});
