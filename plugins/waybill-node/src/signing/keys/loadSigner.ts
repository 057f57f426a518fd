import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { hashOfKey } from '../../sigstore';
import type { KeySigner } from '../Signer';
import { SigningError } from '../SigningError';
import { decryptKey, encryptKey, isEncryptedKey } from './encryptedKey';

const signAsync = promisify(sign);
/** The longest RSA key in PEM is some 13 KiB; whatever is longer is no key. */
const MAX_PEM_LENGTH = 64 * 1024;

/**
 * Makes a signer of a private key: PEM (PKCS#8, encrypted or not, SEC1 or PKCS#1; ECDSA P-256, P-384 or P-521, Ed25519,
 * RSA of 2048 bits and more) or cosign's encrypted form.
 *
 * @throws SigningError `KEY_UNREADABLE`, `KEY_UNSUPPORTED`, `WRONG_PASSWORD`
 * @public
 */
export async function loadSigner(options: {
  readonly keyName: string;
  readonly privateKeyPem: string;
  readonly password?: string;
}): Promise<KeySigner> {
  const { keyName, privateKeyPem, password = '' } = options;
  if (privateKeyPem.length > MAX_PEM_LENGTH) throw unreadable(keyName);
  const key = isEncryptedKey(privateKeyPem)
    ? readPkcs8(keyName, await decryptKey(privateKeyPem, password, keyName))
    : readPem(keyName, privateKeyPem, password);
  const publicKey = createPublicKey(key);
  const hash = hashOfKey(publicKey);
  if (hash === 'unsupported') throw unsupported(keyName);
  return {
    kind: 'key',
    keyName,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    // a closure keeps the key out of whatever prints, copies or serialises the signer
    sign: async (data, { signal } = {}) => {
      signal?.throwIfAborted();
      return signAsync(hash, data, { key, dsaEncoding: 'der' });
    },
  };
}

/**
 * Makes a key pair as `cosign generate-key-pair` does: ECDSA P-256, the private half encrypted.
 *
 * @public
 */
export async function generateCosignKeyPair(
  password: string,
): Promise<{ privateKeyPem: string; publicKeyPem: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  return {
    privateKeyPem: await encryptKey(
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      password,
    ),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function readPkcs8(keyName: string, der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    throw unreadable(keyName);
  }
}

/** OpenSSL's own errors are not kept as causes: what they were about was the key. */
function readPem(keyName: string, pem: string, password: string): KeyObject {
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      // without one OpenSSL would ask for it on the terminal
      passphrase: password,
    });
  } catch {
    throw isEncryptedPem(pem) ? wrongPassword(keyName) : unreadable(keyName);
  }
}

/** RFC 7468 for PKCS#8; RFC 1421 headers for the older forms. */
function isEncryptedPem(pem: string): boolean {
  return (
    pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ||
    /^Proc-Type: 4,ENCRYPTED/m.test(pem)
  );
}

function unreadable(keyName: string): SigningError {
  return new SigningError({
    code: 'KEY_UNREADABLE',
    message: `The signing key '${keyName}' is no private key in PEM: check what it points to.`,
  });
}

function wrongPassword(keyName: string): SigningError {
  return new SigningError({
    code: 'WRONG_PASSWORD',
    message: `The password of the signing key '${keyName}' does not open it: check the password that is given for that key.`,
  });
}

function unsupported(keyName: string): SigningError {
  return new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The signing key '${keyName}' is of a type that Waybill does not sign with: use ECDSA P-256, P-384 or P-521, Ed25519, or RSA of at least 2048 bits.`,
  });
}
