import { RegistryError } from './errors';
import {
  digestOrUndefined,
  nameOrUndefined,
  parseDigest,
  parseName,
  parseReference,
} from './names';

const HEX = 'a'.repeat(64);

describe('parseName', () => {
  it.each([
    'a',
    'models/iris',
    'a.b',
    'a_b',
    'a__b',
    'a--b',
    'a/b/c0',
    'blobs/uploads',
    'a'.repeat(255),
  ])('accepts %s', name => expect(parseName(name)).toBe(name));

  it.each([
    '',
    'A',
    'a_',
    '_a',
    'a___b',
    'a..b',
    'a//b',
    '/a',
    'a/',
    'a/../b',
    '..',
    'a b',
    'a\n',
    'a\0',
    'ä',
    'a'.repeat(256),
  ])('refuses %j', name => {
    expect(nameOrUndefined(name)).toBeUndefined();
    expect(() => parseName(name)).toThrow(
      expect.objectContaining({ status: 404 }),
    );
  });
});

describe('parseDigest', () => {
  it('accepts sha256 and sha512', () => {
    expect(parseDigest(`sha256:${HEX}`)).toEqual({
      algorithm: 'sha256',
      hex: HEX,
      text: `sha256:${HEX}`,
    });
    expect(parseDigest(`sha512:${HEX}${HEX}`).algorithm).toBe('sha512');
  });

  it.each([
    ['sha256:abc', 400],
    [`sha512:${HEX}`, 400],
    [`sha256:${'A'.repeat(64)}`, 400],
    [`sha256:${'/'.repeat(64)}`, 400],
    [`sha256:${HEX}:x`, 400],
    ['md5:d41d8cd98f00b204e9800998ecf8427e', 400],
    ['latest', 404],
  ])('refuses %s with %s', (text, status) => {
    expect(digestOrUndefined(text)).toBeUndefined();
    expect(() => parseDigest(text)).toThrow(
      expect.objectContaining({ status }),
    );
  });
});

describe('parseReference', () => {
  it('tells tags from digests', () => {
    expect(parseReference('1.0.0')).toEqual({ kind: 'tag', tag: '1.0.0' });
    expect(parseReference(`sha256:${HEX}`)).toMatchObject({
      kind: 'digest',
      digest: { hex: HEX },
    });
  });

  it.each(['-x', '.x', 'a b', 'a'.repeat(129), '..'])('refuses %s', text => {
    expect(() => parseReference(text)).toThrow(RegistryError);
  });
});
