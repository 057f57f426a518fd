import fc from 'fast-check';
import { comparePackages } from './comparePackages';
import { compareValues } from './compareValues';

const file = (path: string, digest?: string, sizeBytes = 10) => ({
  path,
  sizeBytes,
  ...(digest ? { digest: `sha256:${digest}` } : {}),
});

const told = (comparison: ReturnType<typeof comparePackages>) =>
  comparison.files.map(({ change, path }) => `${change} ${path}`);

describe('comparePackages', () => {
  it('tells what became of each file', () => {
    const comparison = comparePackages(
      [
        file('gone', '1'),
        file('kept', '2'),
        file('longer', '3', 10),
        file('other', '4'),
        file('was-here', '5'),
      ],
      [
        file('is-there', '5'),
        file('kept', '2'),
        file('longer', '3', 11),
        file('new', '6'),
        file('other', '7'),
      ],
    );
    expect(told(comparison)).toEqual([
      'removed gone',
      'renamed is-there',
      'same kept',
      'changed longer',
      'added new',
      'changed other',
    ]);
    expect(comparison.counts).toEqual({
      added: 1,
      removed: 1,
      changed: 2,
      same: 1,
      unknown: 0,
      renamed: 1,
    });
    expect(comparison.isSame).toBe(false);
  });

  it('does not guess where nobody has read the files', () => {
    expect(told(comparePackages([file('a')], [file('a', '1')]))).toEqual([
      'unknown a',
    ]);
    expect(told(comparePackages([file('a')], [file('a', '1', 11)]))).toEqual([
      'changed a',
    ]);
    expect(comparePackages([file('a')], [file('a')]).isSame).toBe(false);
  });

  it('holds digests of two algorithms for two languages', () => {
    expect(
      told(
        comparePackages(
          [file('a', '1')],
          [{ ...file('a'), digest: 'sha512:1' }],
        ),
      ),
    ).toEqual(['unknown a']);
  });

  it('believes whoever knows better', () => {
    expect(comparePackages([file('a')], [file('a')], () => true).isSame).toBe(
      true,
    );
  });

  it('does not take empty files for one that moved', () => {
    expect(
      told(comparePackages([file('a', '0', 0)], [file('b', '0', 0)])),
    ).toEqual(['removed a', 'added b']);
    expect(comparePackages([file('a', '', 0)], [file('a', '', 0)]).isSame).toBe(
      true,
    );
  });

  it('accounts for each file once, whatever the packages', () => {
    const files = fc.uniqueArray(
      fc.record({
        path: fc.constantFrom('a', 'b', 'c', 'd/e', '__proto__'),
        sizeBytes: fc.constantFrom(0, 1, 2),
        digest: fc.option(fc.constantFrom('sha256:1', 'sha256:2'), {
          nil: undefined,
        }),
      }),
      { selector: ({ path }) => path },
    );
    fc.assert(
      fc.property(files, files, (before, after) => {
        const { counts, files: changes } = comparePackages(before, after);
        const { added, removed, renamed, changed, same, unknown } = counts;
        const both = renamed + changed + same + unknown;
        expect(added + both).toBe(after.length);
        expect(removed + both).toBe(before.length);
        expect(changes).toHaveLength(added + removed + both);
      }),
    );
  });
});

describe('compareValues', () => {
  it('tells where two documents differ', () => {
    expect(
      compareValues(
        {
          model: { name: 'a', parts: [{ path: 'x' }], parameters: 1n },
          'odd key': 1,
        },
        {
          model: { name: 'b', parts: [{ path: 'x' }, { path: 'y' }] },
          docs: [],
        },
      ),
    ).toEqual([
      { place: 'model.name', before: '"a"', after: '"b"' },
      { place: 'model.parts[1]', after: '{"path":"y"}' },
      { place: 'model.parameters', before: '"1"' },
      { place: '["odd key"]', before: '1' },
      { place: 'docs', after: '[]' },
    ]);
  });

  it('finds no difference in a value and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const copy: unknown = JSON.parse(JSON.stringify(value));
        expect(compareValues(copy, JSON.parse(JSON.stringify(copy)))).toEqual(
          [],
        );
      }),
    );
  });

  it('stops after a thousand', () => {
    const many = Array.from({ length: 5000 }, (_, index) => index);
    expect(
      compareValues(
        many,
        many.map(value => value + 1),
      ),
    ).toHaveLength(1000);
  });
});
