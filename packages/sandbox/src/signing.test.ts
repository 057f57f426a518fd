import {
  createPrivateKey,
  createPublicKey,
  scryptSync,
  sign,
  verify,
} from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa';
import { ensureSigningKey, generateKeyPair } from './signing';

/** As cosign reads its keys. */
function decrypt(privateKeyPem: string, password: string) {
  const { kdf, cipher, ciphertext } = JSON.parse(
    Buffer.from(
      privateKeyPem.split('\n').slice(1, -2).join(''),
      'base64',
    ).toString('utf8'),
  );
  const key = scryptSync(password, Buffer.from(kdf.salt, 'base64'), 32, {
    ...kdf.params,
    maxmem: 256 * 1024 * 1024,
  });
  const nonce = Buffer.from(cipher.nonce, 'base64');
  const der = xsalsa20poly1305(key, nonce).decrypt(
    Buffer.from(ciphertext, 'base64'),
  );
  return createPrivateKey({
    key: Buffer.from(der),
    format: 'der',
    type: 'pkcs8',
  });
}

describe('generateKeyPair', () => {
  const { privateKeyPem, publicKeyPem } = generateKeyPair('hello');

  it('writes a key that opens with the password and fits the public key', () => {
    expect(privateKeyPem).toMatch(
      /^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n/,
    );
    const privateKey = decrypt(privateKeyPem, 'hello');
    expect(privateKey.asymmetricKeyDetails).toEqual({
      namedCurve: 'prime256v1',
    });
    const data = Buffer.from('signed');
    const signature = sign('sha256', data, privateKey);
    expect(
      verify('sha256', data, createPublicKey(publicKeyPem), signature),
    ).toBe(true);
  });

  it('does not open with another password', () => {
    expect(() => decrypt(privateKeyPem, 'other')).toThrow();
  });
});

describe('ensureSigningKey', () => {
  it('makes the pair once, for its owner alone', async () => {
    const dir = path.join(
      await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-signing-')),
      'signing',
    );
    const files = await ensureSigningKey(dir);
    const before = await fs.readFile(files.privateKeyFile, 'utf8');
    expect(await ensureSigningKey(dir)).toEqual(files);
    expect(await fs.readFile(files.privateKeyFile, 'utf8')).toBe(before);
    for (const file of [files.privateKeyFile, files.passwordFile]) {
      expect((await fs.stat(file)).mode % 0o1000).toBe(0o600);
    }
    expect(() => decrypt(before, '')).toThrow();
    decrypt(before, await fs.readFile(files.passwordFile, 'utf8'));
    await fs.rm(path.dirname(dir), { recursive: true });
  });
});
