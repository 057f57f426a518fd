import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createPublicKey } from 'node:crypto';
import { spkiOf, generateP256 } from '../__testUtils__/keyPairs';
import { decryptKey, encryptKey, isEncryptedKey } from './encryptedKey';
import { loadSigner } from './loadSigner';

const fixture = (name: string) =>
  readFile(path.join(__dirname, '../__fixtures__/cosign', name), 'utf8');
const TYPE = 'ENCRYPTED SIGSTORE PRIVATE KEY';

const wrap = (text: string, type = TYPE) =>
  `-----BEGIN ${type}-----\n${Buffer.from(text).toString(
    'base64',
  )}\n-----END ${type}-----\n`;

/** A key as cosign writes it, with some of its fields changed. */
async function changeKey(
  change: (json: {
    kdf: { name: string; params: Record<string, number>; salt: string };
    cipher: { name: string; nonce: string };
    ciphertext: string;
  }) => void,
): Promise<string> {
  const pem = await fixture('cosign.key');
  const body = pem.replace(/-----[A-Z ]+-----|\s/g, '');
  const json = JSON.parse(Buffer.from(body, 'base64').toString());
  change(json);
  return wrap(JSON.stringify(json));
}

describe('encryptedKey', () => {
  it('opens a key that cosign 3.1.2 made', async () => {
    const pem = await fixture('cosign.key');
    expect(isEncryptedKey(pem)).toBe(true);
    const signer = await loadSigner({
      keyName: 'golden',
      privateKeyPem: pem,
      password: 'test',
    });
    const published = createPublicKey(await fixture('cosign.pub'));
    expect(signer.publicKeyPem).toBe(spkiOf({ publicKey: published }));
  });

  it('opens what it wrote, under the older name of the type too', async () => {
    const { privateKey } = generateP256();
    const der = privateKey.export({ type: 'pkcs8', format: 'der' });
    const pem = await encryptKey(der, 'pass');
    expect(await decryptKey(pem, 'pass', 'k')).toEqual(der);
    const older = pem.replaceAll('SIGSTORE', 'COSIGN');
    expect(isEncryptedKey(older)).toBe(true);
    expect(await decryptKey(older, 'pass', 'k')).toEqual(der);
  });

  it('writes the parameters that cosign writes now', async () => {
    const pem = await encryptKey(Buffer.from('der'), 'pass');
    const body = pem.replace(/-----[A-Z ]+-----|\s/g, '');
    const json = JSON.parse(Buffer.from(body, 'base64').toString());
    expect(json).toMatchObject({
      kdf: { name: 'scrypt', params: { N: 65_536, r: 8, p: 1 } },
      cipher: { name: 'nacl/secretbox' },
    });
    expect(Buffer.from(json.kdf.salt, 'base64')).toHaveLength(32);
    expect(Buffer.from(json.cipher.nonce, 'base64')).toHaveLength(24);
  });

  it.each<[string, Parameters<typeof changeKey>[0]]>([
    ['an N that would eat the memory', json => (json.kdf.params.N = 2 ** 30)],
    ['an N that cosign never used', json => (json.kdf.params.N = 16_384)],
    ['another r', json => (json.kdf.params.r = 32)],
    ['another p', json => (json.kdf.params.p = 64)],
    ['another key derivation', json => (json.kdf.name = 'argon2')],
    ['another cipher', json => (json.cipher.name = 'aes')],
    ['a short nonce', json => (json.cipher.nonce = 'AAAA')],
    ['no salt', json => (json.kdf.salt = '')],
    ['a huge salt', json => (json.kdf.salt = 'A'.repeat(1000))],
    ['no text', json => (json.ciphertext = '')],
  ])('does not try %s', async (_, change) => {
    await expect(
      decryptKey(await changeKey(change), 'test', 'golden'),
    ).rejects.toMatchObject({
      code: 'KEY_UNSUPPORTED',
      message: expect.stringContaining("'golden'"),
    });
  });

  it.each([
    ['no JSON', wrap('nonsense')],
    ['JSON that is no object', wrap('null')],
    ['an empty object', wrap('{}')],
    ['no base64', `-----BEGIN ${TYPE}-----\n%%%\n-----END ${TYPE}-----\n`],
    ['no end', `-----BEGIN ${TYPE}-----\n`],
  ])('finds no key in %s', async (_, pem) => {
    await expect(decryptKey(pem, '', 'k')).rejects.toMatchObject({
      code: 'KEY_UNSUPPORTED',
    });
  });

  it('notices text that was changed', async () => {
    const changed = await changeKey(json => {
      const bytes = Buffer.from(json.ciphertext, 'base64');
      bytes[bytes.length - 1] += 1;
      json.ciphertext = bytes.toString('base64');
    });
    await expect(decryptKey(changed, 'test', 'k')).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
    });
  });
});
