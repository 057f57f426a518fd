import { createPublicKey } from 'node:crypto';
import type { ServiceHttp } from '../services/ServiceHttp';

/** DER of SubjectPublicKeyInfo before an Ed25519 key (RFC 8410). */
const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_BYTES = 32;

/**
 * Reads `GET /v1/<mount>/keys/<name>`: the newest version's public key, which is PEM, or bare base64 for Ed25519.
 *
 * @throws SigningError `INVALID_ANSWER`
 */
export function readTransitKey(
  http: ServiceHttp,
  transitKey: string,
  answer: Record<string, unknown>,
): { readonly publicKeyPem: string; readonly version: number } {
  const what = `the public key '${transitKey}'`;
  const data = asRecord(answer.data);
  const version = Number(data?.latest_version);
  const entry = asRecord(asRecord(data?.keys)?.[String(version)]);
  const text = entry?.public_key;
  if (!Number.isInteger(version) || typeof text !== 'string' || !text) {
    throw http.invalidAnswer(
      what,
      'names no public key: only keys of an asymmetric type have one',
    );
  }
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({
          key: ed25519Spki(text),
          format: 'der',
          type: 'spki',
        });
    return {
      publicKeyPem: key.export({ type: 'spki', format: 'pem' }).toString(),
      version,
    };
  } catch {
    throw http.invalidAnswer(what, 'holds a public key that cannot be read');
  }
}

/**
 * Reads `POST /v1/<mount>/sign/<name>`: `vault:v<version>:<base64>`.
 *
 * @throws SigningError `INVALID_ANSWER`
 */
export function readSignature(
  http: ServiceHttp,
  what: string,
  answer: Record<string, unknown>,
  version: number,
): Buffer {
  const text = asRecord(answer.data)?.signature;
  const [, signedBy, base64] =
    (typeof text === 'string' &&
      /^vault:v(\d+):([A-Za-z0-9+/]+={0,2})$/.exec(text)) ||
    [];
  if (!base64 || Number(signedBy) !== version)
    throw http.invalidAnswer(what, 'holds no signature by the version asked');
  return Buffer.from(base64, 'base64');
}

function ed25519Spki(base64: string): Buffer {
  const raw = Buffer.from(base64, 'base64');
  if (raw.length !== ED25519_BYTES) throw new Error('not 32 bytes');
  return Buffer.concat([ED25519_SPKI_PREFIX, raw]);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
