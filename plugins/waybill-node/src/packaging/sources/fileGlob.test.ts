import fc from 'fast-check';
import picomatch from 'picomatch';
import { compileGlob } from './fileGlob';

describe('compileGlob', () => {
  it.each<[string, string[], string[]]>([
    ['*.onnx', ['a.onnx', 'x/y/b.onnx', '.onnx'], ['a.onnx.txt', 'onnx']],
    ['model.?in', ['model.bin', 'x/model.xin'], ['model.in']],
    ['onnx/', ['onnx/a', 'onnx/b/c'], ['onnx', 'x/onnx/a']],
    ['onnx/**', ['onnx/a', 'onnx/.b/c'], ['x/onnx/a']],
    ['/a/*.txt', ['a/b.txt'], ['a/b/c.txt', 'x/a/b.txt']],
    ['**/a.txt', ['a.txt', 'x/a.txt', 'x/y/a.txt'], ['xa.txt', 'x/ya.txt']],
    ['x/**/a', ['x/a', 'x/y/a', 'x/y/z/a'], ['xa', 'x/ya', 'y/x/a']],
    ['q[4-8]_[!k]', ['q4_m', 'q8_x'], ['q3_m', 'q4_k', 'q4_']],
    ['*.{txt,{md,rst}}', ['a.txt', 'x/a.rst', 'b.md'], ['a.{txt']],
    ['a.{txt}', ['a.{txt}'], ['a.txt']],
    ['!a', ['!a'], ['b']],
    ['ü?', ['ü😀', 'x/üx'], ['u']],
    ['x**y/z', ['xay/z', 'xa/by/z'], ['xy']],
  ])('%s', (glob, matched, others) => {
    const matches = compileGlob(glob);
    expect(matched.filter(path => !matches(path))).toEqual([]);
    expect(others.filter(path => matches(path))).toEqual([]);
  });

  it.each(['[a', `${'{a,b}'.repeat(8)}`])('refuses %s', glob => {
    expect(() => compileGlob(glob)).toThrow(SyntaxError);
  });

  it('answers what is made to take for ever', () => {
    const matches = compileGlob(`x/${'*a'.repeat(200)}b`);
    expect(matches(`x/${'a'.repeat(4_000)}`)).toBe(false);
    expect(matches(`x/${'a'.repeat(4_000)}b`)).toBe(true);
  });

  it('says what picomatch says', () => {
    // short, so that what picomatch makes of it is quick, and no alternatives are too many
    const part = fc.constantFrom('a', 'b', '*', '?', '[ab]', '{a,b}', '.');
    const segment = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map(parts => parts.join(''))
      // what these mean is nobody's agreement
      .filter(its => !/\*\*|^\.{1,2}$/.test(its));
    const folders = fc.constantFrom('', '**/');
    const glob = fc
      .array(fc.tuple(folders, segment), { minLength: 1, maxLength: 2 })
      .map(pairs => pairs.map(pair => pair.join('')).join('/'))
      .filter(its => its.includes('/'));
    const path = fc
      .array(
        fc.stringMatching(/^[ab.]{1,3}$/).filter(its => !/^\.{1,2}$/.test(its)),
        { minLength: 1, maxLength: 3 },
      )
      .map(segments => segments.join('/'));
    fc.assert(
      fc.property(glob, path, (pattern, text) => {
        // its shortcuts differ from its own rules: `**/*.*` misses `b.`
        const options = { dot: true, strictSlashes: true, fastpaths: false };
        const expected = picomatch(pattern, options)(text);
        expect(compileGlob(pattern)(text)).toBe(expected);
      }),
      { seed: 4, numRuns: 2_000 },
    );
  });
});
