import fc from 'fast-check';
import { matchesRepositoryGlob } from '../../verification';
import {
  globToRegExp,
  isWidened,
  textToRegExp,
  toReferenceGlobs,
} from './patterns';

describe('globToRegExp', () => {
  it.each([
    ['https://github.com/acme/**', '^https://github\\.com/acme/.*$'],
    ['*@example.com', '^[^/]*@example\\.com$'],
    [
      'a+b(c)[d]{e}|f^g$h?i\\j',
      '^a\\+b\\(c\\)\\[d\\]\\{e\\}\\|f\\^g\\$h\\?i\\\\j$',
    ],
    ['', '^$'],
    ['a***b', '^a.*b$'],
  ])('writes %s as %s', (glob, expected) => {
    expect(globToRegExp(glob)).toBe(expected);
  });

  it('matches the same texts as the glob', () => {
    const part = fc.constantFrom(
      '*',
      '**',
      'a',
      'b',
      '/',
      '.',
      '+',
      '(',
      '$',
      '@',
      ':',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.array(fc.constantFrom('a', 'b', '/', '.', '+', '(', '$', '@', ':'), {
          maxLength: 8,
        }),
        (glob, text) => {
          expect(
            new RegExp(globToRegExp(glob.join(''))).test(text.join('')),
          ).toBe(matchesRepositoryGlob(glob.join(''), text.join('')));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('textToRegExp', () => {
  it('takes a star for itself', () => {
    expect(textToRegExp('https://a.example/*')).toBe(
      '^https://a\\.example/\\*$',
    );
  });
});

describe('toReferenceGlobs', () => {
  it('reaches tag and digest of one repository and of no other', () => {
    expect(toReferenceGlobs('r.example/iris')).toEqual([
      'r.example/iris',
      'r.example/iris:*',
      'r.example/iris@*',
    ]);
    expect(toReferenceGlobs('r.example/**')).toEqual(['r.example/*']);
  });

  it('says where a star reaches further', () => {
    expect(['a/*', 'a/**', 'a/*/b', 'a/b', 'a/***'].map(isWidened)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
