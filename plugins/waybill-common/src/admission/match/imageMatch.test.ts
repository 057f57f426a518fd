import {
  isOpenPattern,
  matchesControllerGlob,
  matchesKyvernoGlob,
  matchesSimpleRegExp,
} from './imageMatch';

describe('patterns of images', () => {
  it.each([
    ['r.example/*', 'r.example/a/b@sha256:1', 'yes'],
    ['r.example/a', 'r.example/a@sha256:1', 'no'],
    ['*/a*', 'r.example/a:1', 'yes'],
    ['r.example/[ab]', 'r.example/a', 'unknown'],
    ['r.example/?', 'r.example/a', 'unknown'],
  ])('Kyverno: %s and %s: %s', (glob, image, expected) => {
    expect(matchesKyvernoGlob(glob, image).is).toBe(expected);
  });

  it.each([
    ['r.example/*', 'r.example/a@sha256:1', 'yes'],
    ['r.example/*', 'r.example/a/b@sha256:1', 'no'],
    ['r.example/**', 'r.example/a/b@sha256:1', 'yes'],
    ['index.docker.io/acme/*', 'docker.io/acme/a', 'yes'],
    ['r.example/a@sha256:1', 'r.example/a@sha256:1', 'unknown'],
  ])('policy-controller: %s and %s: %s', (glob, image, expected) => {
    expect(matchesControllerGlob(glob, image).is).toBe(expected);
  });

  it.each([
    ['^a\\.b$', 'a.b', 'yes'],
    ['^a\\.b$', 'axb', 'no'],
    ['a', 'xay', 'yes'],
    ['^a', 'ba', 'no'],
    ['a$', 'ab', 'no'],
    ['^https://x/[^/]*/y$', 'https://x/z/y', 'yes'],
    ['^https://x/[^/]*/y$', 'https://x/z/z/y', 'no'],
    ['^a.b$', 'axb', 'unknown'],
    ['^(a|b)$', 'a', 'unknown'],
    ['^a\\d$', 'a1', 'unknown'],
    ['^a\\*$', 'a*', 'unknown'],
    ['^a\\$', 'a$', 'yes'],
  ])('expression %s and %s: %s', (expression, text, expected) => {
    expect(matchesSimpleRegExp(expression, text).is).toBe(expected);
  });

  it('tells patterns that take images of any registry', () => {
    expect(['*', '**/x', 'r.example/*', 'r*/x'].map(isOpenPattern)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
