import { isDigest, shortenDigest, validateDigest } from './digest';
import { validateModelName } from './modelName';
import { validateTag, validateVersion, versionOrder } from './tag';

describe('validateTag', () => {
  it.each(['1.0.0', 'v1', '_x', 'a'.repeat(128)])('takes %s', tag => {
    expect(validateTag(tag)).toBe(tag);
  });

  it.each(['latest', 'Latest', 'LATEST'])('refuses %s by its own code', tag => {
    expect(() => validateTag(tag)).toThrow(
      expect.objectContaining({
        code: 'TAG_LATEST',
        message: `'${tag}' is not a tag that Waybill accepts: it says nothing about what it names, and it moves; give a version such as 1.0.0.`,
      }),
    );
  });

  it.each(['', '.x', '-x', 'a b', 'a/b', '1.0.0+build', 'a'.repeat(129)])(
    'refuses %p',
    tag => {
      expect(() => validateTag(tag)).toThrow(
        expect.objectContaining({ code: 'INVALID_TAG' }),
      );
    },
  );
});

describe('validateVersion', () => {
  it.each(['1.0.0', 'v1.2.3', '1.0.0-rc.1'])('takes %s', version => {
    expect(validateVersion(version)).toBe(version);
  });

  it.each([
    ['1.0', 'INVALID_VERSION'],
    ['main', 'INVALID_VERSION'],
    ['latest', 'TAG_LATEST'],
    ['1.0.0+1', 'INVALID_TAG'],
  ])('refuses %s with %s', (version, code) => {
    expect(() => validateVersion(version)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('versionOrder', () => {
  it('puts the newest version first and names after versions', () => {
    expect(
      [
        'main',
        '1.0.0',
        '10.0.0',
        '2.0.0-rc.1',
        'dev',
        '2.0.0',
        'v2.0.0',
        'dev',
      ].sort(versionOrder),
    ).toEqual([
      '10.0.0',
      '2.0.0',
      'v2.0.0',
      '2.0.0-rc.1',
      '1.0.0',
      'dev',
      'dev',
      'main',
    ]);
  });
});

describe('validateDigest', () => {
  it('takes registered algorithms and refuses the rest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(validateDigest(digest)).toBe(digest);
    expect(isDigest(undefined)).toBe(false);
    expect(() => validateDigest('md5:abc')).toThrow(
      expect.objectContaining({ code: 'INVALID_DIGEST' }),
    );
  });

  it('is shortened for a sentence', () => {
    expect(shortenDigest(`sha256:${'abcdef'.repeat(11)}`)).toBe(
      'sha256:abcdefabcdef',
    );
  });
});

describe('validateModelName', () => {
  it.each(['a', 'iris', 'churn-2', 'a'.repeat(48)])('takes %s', name => {
    expect(validateModelName(name)).toBe(name);
  });

  it.each([
    '',
    'Iris',
    '2iris',
    '-iris',
    'iris-',
    'i.ris',
    'i_ris',
    'a'.repeat(49),
    7,
  ])('refuses %p', name => {
    expect(() => validateModelName(name as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_NAME' }),
    );
  });
});
