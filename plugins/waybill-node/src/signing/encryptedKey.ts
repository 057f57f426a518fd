import { randomBytes, scrypt } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa';
import { SigningError } from './SigningError';

/** PEM types of cosign's encrypted private keys: now, and before 2.0. */
const PEM_TYPES = [
  'ENCRYPTED SIGSTORE PRIVATE KEY',
  'ENCRYPTED COSIGN PRIVATE KEY',
];
/** scrypt's N as cosign has used it over time; anything else could eat the machine's memory. */
const ACCEPTED_N = [32_768, 65_536, 131_072];
const SCRYPT_MAX_MEMORY_BYTES = 256 * 1024 * 1024;

interface EncryptedKey {
  kdf: {
    name: string;
    params: { N: number; r: number; p: number };
    salt: string;
  };
  cipher: { name: string; nonce: string };
  ciphertext: string;
}

/** Whether a PEM text is a private key as `cosign generate-key-pair` writes it. */
export function isEncryptedKey(pem: string): boolean {
  return PEM_TYPES.some(type => pem.includes(`-----BEGIN ${type}-----`));
}

/**
 * Opens cosign's encrypted private key (secure-systems-lab/go-securesystemslib v0.9 `encrypted`: scrypt and NaCl's
 * secretbox).
 *
 * @returns the private key, PKCS#8 DER
 */
export async function decryptKey(
  pem: string,
  password: string,
  keyName: string,
): Promise<Buffer> {
  const parsed = parseEncryptedKey(pem, keyName);
  const { N, r, p } = parsed.kdf.params;
  const key = await derive(password, Buffer.from(parsed.kdf.salt, 'base64'), {
    N,
    r,
    p,
  });
  try {
    const box = xsalsa20poly1305(
      key,
      Buffer.from(parsed.cipher.nonce, 'base64'),
    );
    return Buffer.from(box.decrypt(Buffer.from(parsed.ciphertext, 'base64')));
  } catch (cause) {
    throw new SigningError({
      code: 'WRONG_PASSWORD',
      message: `The password of the signing key '${keyName}' does not open it: check password or passwordFile of that key under waybill.signing.keys.`,
      cause,
    });
  }
}

/**
 * Writes a private key as cosign does.
 *
 * @param pkcs8 - the private key, PKCS#8 DER
 */
export async function encryptKey(
  pkcs8: Buffer,
  password: string,
): Promise<string> {
  const params = { N: 65_536, r: 8, p: 1 };
  const salt = randomBytes(32);
  const nonce = randomBytes(24);
  const ciphertext = xsalsa20poly1305(
    await derive(password, salt, params),
    nonce,
  ).encrypt(pkcs8);
  const body = JSON.stringify({
    kdf: { name: 'scrypt', params, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  });
  const lines =
    Buffer.from(body)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${PEM_TYPES[0]}-----\n${lines.join('\n')}\n-----END ${
    PEM_TYPES[0]
  }-----\n`;
}

function parseEncryptedKey(pem: string, keyName: string): EncryptedKey {
  const body = pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  let parsed: EncryptedKey;
  try {
    parsed = JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
  } catch (cause) {
    throw unsupported(keyName, 'its PEM holds no encrypted key', cause);
  }
  const params = parsed?.kdf?.params;
  if (
    parsed?.kdf?.name !== 'scrypt' ||
    parsed.cipher?.name !== 'nacl/secretbox'
  ) {
    throw unsupported(
      keyName,
      'it is not encrypted with scrypt and nacl/secretbox',
    );
  }
  if (!ACCEPTED_N.includes(params?.N) || params.r !== 8 || params.p !== 1) {
    throw unsupported(
      keyName,
      'its scrypt parameters are none that cosign writes',
    );
  }
  return parsed;
}

function unsupported(
  keyName: string,
  why: string,
  cause?: unknown,
): SigningError {
  return new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The signing key '${keyName}' cannot be read: ${why}. Make one with 'cosign generate-key-pair'.`,
    cause,
  });
}

function derive(
  password: string,
  salt: Buffer,
  params: { N: number; r: number; p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password,
      salt,
      32,
      { ...params, maxmem: SCRYPT_MAX_MEMORY_BYTES },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });
}
