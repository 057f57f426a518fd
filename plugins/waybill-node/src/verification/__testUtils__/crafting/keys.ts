import {
  createHash,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';

/** A key pair, and how it signs when nothing is wrong. */
export interface CraftedKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicKeyPem: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  /** base64(sha256(spki)) */
  readonly hint: string;
  sign(data: Buffer): Buffer;
}

export type KeyKind =
  | 'P-256'
  | 'P-384'
  | 'secp256k1'
  | 'Ed25519'
  | 'RSA'
  | 'RSA-1024';

const HASHES: Readonly<Record<KeyKind, string | undefined>> = {
  'P-256': 'sha256',
  'P-384': 'sha384',
  secp256k1: 'sha256',
  Ed25519: undefined,
  RSA: 'sha256',
  'RSA-1024': 'sha256',
};

/** A new key of the kind, with the hash that Sigstore pairs with it. */
export function craftKey(kind: KeyKind = 'P-256'): CraftedKey {
  const { privateKey, publicKey } = generate(kind);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    privateKey,
    publicKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    spki,
    hint: createHash('sha256').update(spki).digest('base64'),
    sign: data =>
      sign(HASHES[kind], data, { key: privateKey, dsaEncoding: 'der' }),
  };
}

export function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest();
}

export function publicKeyToPem(spki: Buffer): string {
  return toPem('PUBLIC KEY', spki);
}

export function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}

function generate(kind: KeyKind): {
  privateKey: KeyObject;
  publicKey: KeyObject;
} {
  switch (kind) {
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    case 'RSA':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'RSA-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    default:
      return generateKeyPairSync('ec', { namedCurve: kind });
  }
}
