import fc from 'fast-check';
import {
  isVersionTag,
  newestVersionsFirst,
  pageOfVersions,
} from './newestVersions';
import { versionOrder } from './tag';

const version = fc
  .tuple(
    fc.constantFrom('', 'v'),
    fc.nat(20),
    fc.nat(20),
    fc.nat(20),
    fc.constantFrom('', '-rc.1', '-rc.2', '-alpha'),
  )
  .map(([v, a, b, c, suffix]) => `${v}${a}.${b}.${c}${suffix}`);
const tag = fc.oneof(version, fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/));

describe('newestVersionsFirst', () => {
  it('puts the newest version first and names after versions', () => {
    expect(
      newestVersionsFirst(['main', '1.0.0', '10.0.0', '2.0.0-rc.1', '2.0.0']),
    ).toEqual(['10.0.0', '2.0.0', '2.0.0-rc.1', '1.0.0', 'main']);
  });

  it('is the order of versionOrder, whatever order they come in', () => {
    fc.assert(
      fc.property(fc.array(tag), tags => {
        const sorted = newestVersionsFirst(tags);
        expect(sorted).toEqual([...tags].sort(versionOrder));
        expect(newestVersionsFirst([...tags].reverse())).toEqual(sorted);
      }),
    );
  });

  it('leaves what it was given as it is', () => {
    const tags = Object.freeze(['1.0.0', '2.0.0']);
    expect(newestVersionsFirst(tags)).toEqual(['2.0.0', '1.0.0']);
  });
});

describe('pageOfVersions', () => {
  const sorted = newestVersionsFirst(
    Array.from({ length: 10_000 }, (_, index) => `1.${index}.0`),
  );

  it('gives the first page of ten thousand', () => {
    expect(pageOfVersions(sorted, { limit: 3 })).toEqual({
      tags: ['1.9999.0', '1.9998.0', '1.9997.0'],
      total: 10_000,
      nextAfter: '1.9997.0',
    });
  });

  it('gives each tag on one page, whatever the size of the pages', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(tag, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (tags, limit) => {
          const all = newestVersionsFirst(tags);
          const read: string[] = [];
          let after: string | undefined;
          do {
            const page = pageOfVersions(all, { limit, after });
            read.push(...page.tags);
            after = page.nextAfter;
          } while (after !== undefined && read.length <= all.length);
          expect(read).toEqual(all);
        },
      ),
    );
  });

  it('goes on at the same place when a version came or went meanwhile', () => {
    const { nextAfter: after } = pageOfVersions(sorted, { limit: 3 });
    const newer = newestVersionsFirst([...sorted, '2.0.0']);
    expect(pageOfVersions(newer, { limit: 1, after }).tags).toEqual([
      '1.9996.0',
    ]);
    const fewer = sorted.filter(its => its !== after);
    expect(pageOfVersions(fewer, { limit: 1, after }).tags).toEqual([
      '1.9996.0',
    ]);
  });

  it('gives an empty page behind the last', () => {
    expect(pageOfVersions(['1.0.0'], { limit: 5, after: '1.0.0' })).toEqual({
      tags: [],
      total: 1,
    });
    expect(pageOfVersions([], { limit: 0 })).toEqual({ tags: [], total: 0 });
  });
});

describe('isVersionTag', () => {
  it('knows what tools keep beside versions', () => {
    const hex = 'a'.repeat(64);
    expect(
      ['1.0.0', 'main', 'sha256-abc', `x-sha256-${hex}`].map(isVersionTag),
    ).toEqual([true, true, true, true]);
    expect(
      [`sha256-${hex}`, `sha256-${hex}.sig`, `sha512-${hex}${hex}`].map(
        isVersionTag,
      ),
    ).toEqual([false, false, false]);
  });
});
