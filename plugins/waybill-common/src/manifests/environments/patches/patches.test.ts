import fc from 'fast-check';
import {
  applyPatch,
  createPatch,
  isSame,
  mergeRulesOf,
  REPLACE_LISTS,
} from '.';

const byName = mergeRulesOf({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'iris' },
});

describe('createPatch', () => {
  it('says only what differs, and null for what goes', () => {
    expect(
      createPatch(
        { a: 1, b: { c: 1, d: 2 }, e: 'gone' },
        { a: 1, b: { c: 3, d: 2 }, f: 'new' },
        REPLACE_LISTS,
      ),
    ).toEqual({ b: { c: 3 }, f: 'new', e: null });
  });

  it('is nothing where nothing differs, whatever the order of the keys', () => {
    expect(
      createPatch(
        { a: 1, b: [{ c: 1, d: 2 }] },
        { b: [{ d: 2, c: 1 }], a: 1 },
        REPLACE_LISTS,
      ),
    ).toBeUndefined();
  });

  it.each([
    ['a new item behind an old one', ['A'], ['A', 'B'], ['A', 'B']],
    ['a new item before an old one', ['A'], ['B', 'A'], ['B']],
    ['an item that goes', ['A', 'B'], ['B'], ['A:delete']],
    ['items in another order', ['A', 'B'], ['B', 'A'], ['B']],
  ])('names %s', (_, from, to, named) => {
    const patch = createPatch(
      { env: from.map(name => ({ name })) },
      { env: to.map(name => ({ name })) },
      byName,
    ) as { env: { name: string; $patch?: string }[] };
    expect(
      patch.env.map(({ name, $patch }) => name + ($patch ? `:${$patch}` : '')),
    ).toEqual(named);
  });

  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const items = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      // Few values, so that items are often the same on both sides and only their order differs.
      value: fc.constantFrom(1, 2),
    }),
    { selector: item => item.name },
  );
  const object = fc.record(
    {
      env: items,
      x: fc.oneof(leaf, items, fc.dictionary(fc.constantFrom('k', 'z'), leaf)),
      y: fc.record({ volumes: items, z: leaf }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );

  it.each([
    ['merged', byName],
    ['replaced', REPLACE_LISTS],
  ])('leads from any object to any other where lists are %s', (_, rules) => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        const patch = createPatch(from, to, rules) ?? {};
        expect(isSame(applyPatch(from, patch, rules), to)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
