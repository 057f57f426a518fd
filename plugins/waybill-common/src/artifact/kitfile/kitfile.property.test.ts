import fc from 'fast-check';
import type { Kitfile, KitfileValue } from './Kitfile';
import { formatKitfile } from './formatKitfile';
import { kitfileConfigJson } from './kitfileConfig';
import { isModelKitReference } from './kitfilePath';
import { parseKitfile } from './parseKitfile';
import { readKitfileConfig } from './readKitfileConfig';

/** Texts that YAML might take for something else. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc
      .array(
        fc.constantFrom(
          ...'a1 -:#,[]{}&*!|>%@`\'"?~<=._+\n\t\\é模😀\u0085\u2028\u00a0\ufeff',
          'true',
          'null',
          '0x1',
          '1e3',
          '2001-01-01',
          '<<',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map(parts => parts.join('')),
  )
  .map(one => one.replace(/\p{Cs}/gu, ''))
  .filter(one => one !== '');

const value: fc.Arbitrary<KitfileValue> = fc.letrec<{ value: KitfileValue }>(
  tie => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom(null, true, false, '', -0, 1e21, 1e-7),
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
        .filter(one => !Number.isSafeInteger(Number(one))),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(text, tie('value')), { maxLength: 3 })
        .map(entries => Object.fromEntries(entries)),
    ),
  }),
).value;

const name = fc.option(text, { nil: undefined });
const folder = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8})?$/);

/** Kitfiles that kit accepts. */
const kitfile: fc.Arbitrary<Kitfile> = fc
  .record({
    package: fc.record({
      name: text,
      description: name,
      authors: fc.option(fc.array(text, { minLength: 1, maxLength: 3 }), {
        nil: undefined,
      }),
    }),
    model: fc.record({
      name,
      path: fc.constant('models/model'),
      description: name,
      parts: fc.option(
        fc
          .uniqueArray(folder, { minLength: 1, maxLength: 3 })
          .map(paths => paths.map(path => ({ path: `parts/${path}` }))),
        { nil: undefined },
      ),
      parameters: value.map(one => one ?? undefined),
    }),
    docs: fc.uniqueArray(folder, { minLength: 1, maxLength: 3 }).chain(paths =>
      fc.tuple(
        ...paths.map(path =>
          fc.record({
            path: fc.constant(`docs/${path}`),
            description: name,
          }),
        ),
      ),
    ),
  })
  .map(parts => strip({ manifestVersion: '1.0.0', ...parts }));

/** Without keys whose value is undefined: absent is what they mean. */
function strip<T>(one: T): T {
  if (Array.isArray(one)) return one.map(strip) as T;
  if (typeof one !== 'object' || one === null) return one;
  return Object.fromEntries(
    Object.entries(one)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, strip(inner)]),
  ) as T;
}

function nameOfError(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('a Kitfile', () => {
  it('is read back from how it is written', () => {
    fc.assert(
      fc.property(kitfile, one => {
        expect(parseKitfile(formatKitfile(one))).toStrictEqual(one);
      }),
      { numRuns: 300 },
    );
  });

  it('has one config, however often it is written and read', () => {
    fc.assert(
      fc.property(kitfile, one => {
        const again = parseKitfile(formatKitfile(one));
        expect(kitfileConfigJson(again)).toBe(kitfileConfigJson(one));
      }),
      { numRuns: 100 },
    );
  });

  it('is read back from its config, but for what JSON rounds', () => {
    fc.assert(
      fc.property(kitfile, one => {
        const json = kitfileConfigJson(one);
        expect(JSON.parse(json)).toMatchObject({ manifestVersion: '1.0.0' });
        const again = readKitfileConfig(json).kitfile;
        expect({ ...again, model: {} }).toStrictEqual({ ...one, model: {} });
      }),
      { numRuns: 100 },
    );
  });
});

describe('parseKitfile', () => {
  const pieces = fc.constantFrom(
    ...'-:?[]{},&*#|>\'"%@!~<01 \n\t',
    'model',
    'path',
    'parts:\n',
    'parameters: ',
    'manifestVersion: 1.0.0\n',
    '\n  ',
    '\n- ',
    ': ',
    '<<: ',
    '&a ',
    '*a',
    '!!int ',
    '---\n',
    '\u0000',
    '\ud800',
  );

  it.each([
    ['any text', fc.string({ unit: 'binary', maxLength: 60 })],
    [
      'pieces of YAML',
      fc.array(pieces, { maxLength: 40 }).map(parts => parts.join('')),
    ],
  ])('throws nothing but a KitfileError on %s', (_, texts) => {
    fc.assert(
      fc.property(texts, one => {
        expect(nameOfError(() => parseKitfile(one))).toMatch(
          /^(?:none|KitfileError)$/,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('readKitfileConfig', () => {
  it('throws nothing but a KitfileError on any JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc
            .record({ model: fc.jsonValue(), code: fc.jsonValue() })
            .map(one => JSON.stringify(one)),
        ),
        json => {
          expect(nameOfError(() => readKitfileConfig(json))).toMatch(
            /^(?:none|KitfileError)$/,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('isModelKitReference', () => {
  it('says no to any text without a colon or an at sign', () => {
    fc.assert(
      fc.property(fc.string(), one => {
        expect(isModelKitReference(one.replace(/[:@]/g, ''))).toBe(false);
      }),
    );
  });
});
