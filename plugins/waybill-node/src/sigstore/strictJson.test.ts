import fc from 'fast-check';
import { parseStrictJson } from './strictJson';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('reads all JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), text => {
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{"a": {"b": 1}, "b": [{"a": 1}, {"a": 2}]}'],
    ['{"a": "a", "b": "\\"a\\":", "c": ["a", "a"]}'],
    ['{"\\\\": 1, "\\"": 2}'],
  ])(
    'takes one key in several objects, and texts that look like keys: %s',
    text => {
      expect(parse(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([
    ['{"a": 1, "a": 1}'],
    ['{"a": 1, "\\u0061": 2}'],
    ['[{"b": {"x": 1, "y": 2, "x" : 3}}]'],
    ['{"a": "}", "b": 1, "a": 2}'],
  ])('refuses the same key twice: %s', text => {
    expect(() => parse(text)).toThrow('it has the same key twice');
  });

  it('finds one key that was written twice, wherever it is', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(objects, fc.nat(), (object, at) => {
        const keys = Object.keys(object);
        const again = JSON.stringify(keys[at % keys.length]);
        const text = JSON.stringify(object);
        expect(() => parse(`${text.slice(0, -1)},${again}:0}`)).toThrow(
          'it has the same key twice',
        );
      }),
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half of it', Buffer.from('{"a"')],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['what is no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['something behind it', Buffer.from('{} {}')],
  ])('refuses %s, and does not repeat it', (_, bytes) => {
    expect(() => parseStrictJson(bytes)).toThrow(/^it is no JSON$/);
  });

  it('refuses what is nested deeper than any document', () => {
    expect(() => parse('['.repeat(200_000) + ']'.repeat(200_000))).toThrow(
      /^it is (nested too deeply|no JSON)$/,
    );
    expect(parse('['.repeat(90) + ']'.repeat(90))).toHaveLength(1);
  });
});
