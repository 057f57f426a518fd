import { randomBytes, scrypt } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa';
import { SigningError } from '../SigningError';

/** PEM types of cosign's encrypted private keys: now, and before 2.0. */
const PEM_TYPES = [
  'ENCRYPTED SIGSTORE PRIVATE KEY',
  'ENCRYPTED COSIGN PRIVATE KEY',
];
/** scrypt's N as cosign has used it over time; anything else could eat the machine's memory. */
const ACCEPTED_N = [32_768, 65_536, 131_072];
const SCRYPT_MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const NONCE_BYTES = 24;
/** cosign's is 32 bytes long. */
const MAX_SALT_BYTES = 64;
/** Poly1305's tag: less holds nothing. */
const MIN_CIPHERTEXT_BYTES = 16;

interface EncryptedKey {
  readonly params: ScryptParams;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

interface ScryptParams {
  readonly N: number;
  readonly r: number;
  readonly p: number;
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
  const { params, salt, nonce, ciphertext } = parseEncryptedKey(pem, keyName);
  const key = await derive(password, salt, params);
  try {
    return Buffer.from(xsalsa20poly1305(key, nonce).decrypt(ciphertext));
  } catch {
    throw new SigningError({
      code: 'WRONG_PASSWORD',
      message: `The password of the signing key '${keyName}' does not open it: check the password that is given for that key.`,
    });
  } finally {
    key.fill(0);
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
  const { kdf, cipher, ciphertext } = parseBody(pem, keyName);
  if (kdf?.name !== 'scrypt' || cipher?.name !== 'nacl/secretbox') {
    throw unsupported(
      keyName,
      'it is not encrypted with scrypt and nacl/secretbox',
    );
  }
  const { N, r, p } = kdf.params ?? {};
  if (N === undefined || !ACCEPTED_N.includes(N) || r !== 8 || p !== 1) {
    throw unsupported(
      keyName,
      'its scrypt parameters are none that cosign writes',
    );
  }
  const parsed = {
    params: { N, r, p },
    salt: Buffer.from(String(kdf.salt), 'base64'),
    nonce: Buffer.from(String(cipher.nonce), 'base64'),
    ciphertext: Buffer.from(String(ciphertext), 'base64'),
  };
  if (
    parsed.salt.length === 0 ||
    parsed.salt.length > MAX_SALT_BYTES ||
    parsed.nonce.length !== NONCE_BYTES ||
    parsed.ciphertext.length < MIN_CIPHERTEXT_BYTES
  ) {
    throw unsupported(keyName, 'its salt, nonce or text has a wrong length');
  }
  return parsed;
}

interface EncryptedKeyJson {
  readonly kdf?: {
    readonly name?: unknown;
    readonly params?: Partial<ScryptParams>;
    readonly salt?: unknown;
  };
  readonly cipher?: { readonly name?: unknown; readonly nonce?: unknown };
  readonly ciphertext?: unknown;
}

/** The parser's error is not kept as cause: it repeats what it read. */
function parseBody(pem: string, keyName: string): EncryptedKeyJson {
  const [, , body] =
    /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/.exec(pem) ??
    [];
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(body ?? '', 'base64').toString('utf8'),
    );
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // said below
  }
  throw unsupported(keyName, 'its PEM holds no encrypted key');
}

function unsupported(keyName: string, why: string): SigningError {
  return new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The signing key '${keyName}' cannot be read: ${why}. Make one with 'cosign generate-key-pair'.`,
  });
}

function derive(
  password: string,
  salt: Buffer,
  params: ScryptParams,
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
