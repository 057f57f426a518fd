import fc from 'fast-check';
import { gitLocation } from './gitLocation';

describe('gitLocation', () => {
  it.each([
    [
      'https://git.test/acme/models.git//a/b%20c?ref=feature/x',
      {
        remote: 'https://git.test/acme/models.git',
        folder: 'a/b c',
        revision: 'feature/x',
      },
    ],
    [
      'https://github.test/acme/models/tree/main/iris/',
      {
        remote: 'https://github.test/acme/models',
        folder: 'iris',
        revision: 'main',
      },
    ],
    [
      'https://gitlab.test/acme/ml/models/-/tree/v1',
      {
        remote: 'https://gitlab.test/acme/ml/models',
        folder: '',
        revision: 'v1',
      },
    ],
    [
      'http://gitea.test:3000/acme/models/src/branch/main/iris',
      {
        remote: 'http://gitea.test:3000/acme/models',
        folder: 'iris',
        revision: 'main',
      },
    ],
    [
      'ssh://git@git.test/acme/models.git//iris',
      { remote: 'ssh://git@git.test/acme/models.git', folder: 'iris' },
    ],
    [
      'https://git.test/acme/models',
      { remote: 'https://git.test/acme/models', folder: '' },
    ],
  ])('reads %s', (url, expected) => {
    expect(gitLocation(url)).toEqual(expected);
  });

  it.each([
    ['https://git.test/', 'names no repository'],
    ['https://git.test/a/b?ref=--upload-pack=x', 'no branch'],
    ['https://git.test/a/b?ref=main:refs/heads/x', 'no branch'],
    ['https://git.test/a/b//x%2F..%2Fy', 'no path'],
    ['https://git.test/a/b//%ff', 'stands for no character'],
  ])('refuses %s', (url, why) => {
    expect(() => gitLocation(url)).toThrow(why);
  });

  it('never gives git what begins with a dash, whatever the URL', () => {
    const isSafe = (url: string) => {
      try {
        const { remote, revision = 'HEAD' } = gitLocation(url);
        return /^https?:\/\//.test(remote) && /^\w/.test(revision);
      } catch (error) {
        return (error as { code?: string }).code === 'SOURCE_INVALID';
      }
    };
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.string(),
        (url, ref) => {
          expect(isSafe(url)).toBe(true);
          expect(isSafe(`${url.split('?')[0]}?ref=${ref}`)).toBe(true);
        },
      ),
    );
  });
});
