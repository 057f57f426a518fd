import { InvalidReferenceError } from './InvalidReferenceError';
import {
  formatReference,
  parseReference,
  parseRepository,
} from './parseReference';
import { parseStorageUri } from './storageUri';

const SHA256 = `sha256:${'0f'.repeat(32)}`;
const SHA512 = `sha512:${'0f'.repeat(64)}`;

function refusal(act: () => unknown): InvalidReferenceError {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidReferenceError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('parseReference', () => {
  it.each([
    [
      'registry.example.com/iris',
      { host: 'registry.example.com', path: 'iris' },
    ],
    [
      '127.0.0.1:5100/models/iris:1.0.0',
      { host: '127.0.0.1:5100', path: 'models/iris', tag: '1.0.0' },
    ],
    ['localhost/iris', { host: 'localhost', path: 'iris' }],
    [
      `[::1]:5000/a/b@${SHA256}`,
      { host: '[::1]:5000', path: 'a/b', digest: SHA256 },
    ],
    [
      `r.example/a.b_c__d--e:v1@${SHA512}`,
      { host: 'r.example', path: 'a.b_c__d--e', tag: 'v1', digest: SHA512 },
    ],
    [
      'r.example/iris:latest',
      { host: 'r.example', path: 'iris', tag: 'latest' },
    ],
  ])('takes %s apart and puts it together again', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
    expect(formatReference(parseReference(text))).toBe(text);
  });

  it.each([
    ['', 'INVALID_REFERENCE'],
    ['iris', 'INVALID_REFERENCE'],
    ['iris:1.0.0', 'INVALID_REFERENCE'],
    ['registry.example.com:5000', 'INVALID_REFERENCE'],
    ['https://registry.example.com/iris', 'INVALID_REFERENCE'],
    [`r.example/${'a'.repeat(250)}`, 'INVALID_REFERENCE'],
    [`r.example/${'a'.repeat(9000)}`, 'INVALID_REFERENCE'],
    ['library/nginx', 'INVALID_HOST'],
    ['-bad.example/iris', 'INVALID_HOST'],
    ['r..example/iris', 'INVALID_HOST'],
    ['r.example:0/iris', 'INVALID_HOST'],
    ['a.0/iris', 'INVALID_HOST'],
    ['0x7f.1/iris', 'INVALID_HOST'],
    ['127.1:5000/iris', 'INVALID_HOST'],
    ['[:::]/iris', 'INVALID_HOST'],
    ['r.example:65536/iris', 'INVALID_HOST'],
    ['r.example:x/iris', 'INVALID_HOST'],
    ['user:password@r.example/iris', 'INVALID_DIGEST'],
    ['r.example/', 'INVALID_PATH'],
    ['r.example/Iris', 'INVALID_PATH'],
    ['r.example/a//b', 'INVALID_PATH'],
    ['r.example/../etc', 'INVALID_PATH'],
    ['r.example/a___b', 'INVALID_PATH'],
    ['r.example/iris:', 'INVALID_TAG'],
    ['r.example/iris:.x', 'INVALID_TAG'],
    [`r.example/iris:${'a'.repeat(129)}`, 'INVALID_TAG'],
    ['r.example/iris@sha256:abc', 'INVALID_DIGEST'],
    [`r.example/iris@${SHA256.toUpperCase()}`, 'INVALID_DIGEST'],
    [`r.example/iris@${SHA256}@${SHA256}`, 'INVALID_DIGEST'],
  ])('refuses %p with %s', (text, code) => {
    expect(refusal(() => parseReference(text))).toMatchObject({
      name: 'InvalidReferenceError',
      code,
    });
  });

  it('refuses what is no text at all', () => {
    expect(
      refusal(() => parseReference(undefined as unknown as string)).message,
    ).toContain("'undefined' is not a reference");
  });

  it('says which text it refused and what to do', () => {
    expect(refusal(() => parseReference('library/nginx')).message).toBe(
      "'library/nginx' is not in a registry: begin with the host of the registry, with its port where it has one, as in registry.example.com:5000/models/iris.",
    );
  });

  it('shows neither credentials nor control characters nor endless text', () => {
    const { message, text } = refusal(() =>
      parseReference(`https://me:secret@r.example/\u0007\n${'a'.repeat(500)}`),
    );
    expect(message).not.toContain('secret');
    expect(text).toMatch(/^https:\/\/\*\*\*@r\.example\/ a+…$/);
    expect(text.length).toBeLessThan(170);
  });

  it('answers at once on a text made to make a pattern backtrack', () => {
    expect(
      refusal(() => parseReference(`r.example/${'a-'.repeat(110)}!`)).code,
    ).toBe('INVALID_PATH');
  });
});

describe('parseRepository', () => {
  it('gives host and path', () => {
    expect(parseRepository('r.example/models/iris')).toEqual({
      host: 'r.example',
      path: 'models/iris',
    });
  });

  it.each(['r.example/iris:1', `r.example/iris@${SHA256}`])(
    'refuses %s, which names one version',
    text => {
      expect(refusal(() => parseRepository(text)).message).toMatch(
        /leave out the tag and the digest\.$/,
      );
    },
  );
});

describe('parseStorageUri', () => {
  it.each(['oci', 'oci+native', 'oci+fetch', 'kit', 'oci-artifact'])(
    'takes %s:// apart',
    scheme => {
      expect(parseStorageUri(`${scheme}://r.example/iris@${SHA256}`)).toEqual({
        scheme,
        reference: { host: 'r.example', path: 'iris', digest: SHA256 },
      });
    },
  );

  it.each([
    's3://bucket/iris',
    'oci+x://r.example/iris',
    'r.example/iris',
    'OCI://r.example/iris',
    '',
  ])('refuses %p', text => {
    expect(refusal(() => parseStorageUri(text)).code).toBe(
      'INVALID_STORAGE_URI',
    );
  });

  it('refuses what is no text and what is no reference', () => {
    expect(refusal(() => parseStorageUri(7 as unknown as string)).code).toBe(
      'INVALID_STORAGE_URI',
    );
    expect(refusal(() => parseStorageUri('oci://iris')).code).toBe(
      'INVALID_REFERENCE',
    );
  });
});
