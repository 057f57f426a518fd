import {
  constants,
  createHash,
  generateKeyPairSync,
  sign,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import { keyHint, readPublicKey, verifyWithKey } from './publicKeys';

const data = Buffer.from('what is signed');
const pem = ({ publicKey }: KeyPairKeyObjectResult) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');

describe('verifyWithKey', () => {
  it.each([
    ['P-256 with SHA-256', p256, 'sha256'],
    ['P-384 with SHA-384', p384, 'sha384'],
    ['RSA with SHA-256', rsa, 'sha256'],
    ['Ed25519', ed25519, undefined],
  ])('verifies %s', (_, pair, hash) => {
    const signature = sign(hash, data, pair.privateKey);
    expect(verifyWithKey(pem(pair), data, signature)).toBe(true);
    expect(verifyWithKey(pem(pair), Buffer.from('other'), signature)).toBe(
      false,
    );
  });

  it.each([
    ['P-256 with SHA-1', p256, sign('sha1', data, p256.privateKey)],
    ['P-256 with SHA-512', p256, sign('sha512', data, p256.privateKey)],
    ['P-384 with SHA-256', p384, sign('sha256', data, p384.privateKey)],
    ['RSA with SHA-1', rsa, sign('sha1', data, rsa.privateKey)],
    [
      'RSA-PSS in the place of PKCS#1',
      rsa,
      sign('sha256', data, {
        key: rsa.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
      }),
    ],
    [
      'ECDSA as two numbers in the place of DER',
      p256,
      sign('sha256', data, {
        key: p256.privateKey,
        dsaEncoding: 'ieee-p1363',
      }),
    ],
    ['nothing', p256, Buffer.alloc(0)],
  ])('does not believe %s', (_, pair, signature) => {
    expect(verifyWithKey(pem(pair), data, signature)).toBe(false);
  });

  it('does not believe keys that are weak or of an unknown type', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const odd = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    for (const pair of [weak, odd]) {
      const signature = sign('sha256', data, pair.privateKey);
      expect(verifyWithKey(pem(pair), data, signature)).toBe(false);
      expect(readPublicKey(pem(pair))).toBeUndefined();
    }
    expect(readPublicKey('no key')).toBeUndefined();
  });
});

describe('readPublicKey', () => {
  it('reads a key once, and goes on after very many', () => {
    const first = readPublicKey(pem(p256));
    expect(readPublicKey(pem(p256))).toBe(first);
    for (let index = 0; index < 300; index++) readPublicKey(`key ${index}`);
    expect(readPublicKey(pem(p256))?.hint).toBe(first?.hint);
  });

  it('names keys as cosign does', () => {
    const der = p256.publicKey.export({ type: 'spki', format: 'der' });
    expect(keyHint(pem(p256))).toBe(
      createHash('sha256').update(der).digest('base64'),
    );
    expect(() => keyHint('no key')).toThrow(/./);
  });
});
