import {
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa';

// What cosign 3 writes: scrypt for the password, NaCl's secretbox for the key.
const SCRYPT = { N: 65536, r: 8, p: 1 };
const SCRYPT_MEMORY_BYTES = 256 * 1024 * 1024;

/** Where the key pair with which the portal signs is kept. */
export interface SigningFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  readonly passwordFile: string;
}

/** Makes a key pair as `cosign generate-key-pair` does, once; another start finds it. */
export async function ensureSigningKey(dir: string): Promise<SigningFiles> {
  const files: SigningFiles = {
    privateKeyFile: path.join(dir, 'cosign.key'),
    publicKeyFile: path.join(dir, 'cosign.pub'),
    passwordFile: path.join(dir, 'password'),
  };
  const isThere = await fs.stat(files.publicKeyFile).then(
    () => true,
    () => false,
  );
  if (isThere) return files;
  const password = randomBytes(24).toString('base64url');
  const { privateKeyPem, publicKeyPem } = generateKeyPair(password);
  await fs.mkdir(dir, { recursive: true, mode: 0o700 });
  await fs.writeFile(files.passwordFile, password, { mode: 0o600 });
  await fs.writeFile(files.privateKeyFile, privateKeyPem, { mode: 0o600 });
  // Last: it is by this file that a whole pair is told from the rest of a start that broke off.
  await fs.writeFile(files.publicKeyFile, publicKeyPem);
  return files;
}

/** An ECDSA P-256 key pair; the private key is encrypted as cosign encrypts it. */
export function generateKeyPair(password: string): {
  privateKeyPem: string;
  publicKeyPem: string;
} {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const salt = randomBytes(32);
  const nonce = randomBytes(24);
  const key = scryptSync(password, salt, 32, {
    ...SCRYPT,
    maxmem: SCRYPT_MEMORY_BYTES,
  });
  const ciphertext = xsalsa20poly1305(key, nonce).encrypt(
    privateKey.export({ format: 'der', type: 'pkcs8' }),
  );
  const body = {
    kdf: { name: 'scrypt', params: SCRYPT, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  };
  return {
    privateKeyPem: pem(
      'ENCRYPTED SIGSTORE PRIVATE KEY',
      Buffer.from(JSON.stringify(body)),
    ),
    publicKeyPem: createPublicKey(privateKey)
      .export({ format: 'pem', type: 'spki' })
      .toString(),
  };
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}
