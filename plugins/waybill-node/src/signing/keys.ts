import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { hashOfKey } from '../sigstore/publicKeys';
import { decryptKey, encryptKey, isEncryptedKey } from './encryptedKey';
import type { Signer } from './Signer';
import { SigningError } from './SigningError';

/**
 * Makes a signer of a private key: PEM (PKCS#8, SEC1 or PKCS#1; ECDSA P-256, P-384, Ed25519, RSA) or cosign's encrypted
 * form.
 *
 * @throws SigningError `KEY_UNREADABLE`, `KEY_UNSUPPORTED`, `WRONG_PASSWORD`
 * @public
 */
export async function loadSigner(options: {
  readonly keyName: string;
  readonly privateKeyPem: string;
  readonly password?: string;
}): Promise<Signer> {
  const { keyName, privateKeyPem, password = '' } = options;
  const key = isEncryptedKey(privateKeyPem)
    ? createPrivateKey({
        key: await decryptKey(privateKeyPem, password, keyName),
        format: 'der',
        type: 'pkcs8',
      })
    : readPem(keyName, privateKeyPem, password);
  const publicKey = createPublicKey(key);
  const algorithm = hashOf(publicKey, keyName);
  return {
    keyName,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: data => promisify(sign)(algorithm, data, { key, dsaEncoding: 'der' }),
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

function readPem(keyName: string, pem: string, password: string): KeyObject {
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(password ? { passphrase: password } : {}),
    });
  } catch (cause) {
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `The signing key '${keyName}' is no private key in PEM, or its password does not open it: check privateKeyFile of that key under waybill.signing.keys.`,
      cause,
    });
  }
}

function hashOf(key: KeyObject, keyName: string): string | undefined {
  const hash = hashOfKey(key);
  if (hash !== 'unsupported') return hash;
  throw new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The key '${keyName}' is of a type that Waybill does not sign with: use ECDSA P-256, P-384, Ed25519 or RSA of at least 2048 bits.`,
  });
}
