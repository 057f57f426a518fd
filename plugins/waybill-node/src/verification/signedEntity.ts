import { createHash, timingSafeEqual, type KeyObject } from 'node:crypto';
import { RFC3161Timestamp } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import type { SignatureEnvelope } from '../sigstore';
import { verifySignature } from '../sigstore';

/** Which of its proofs are to be checked. */
export interface Proofs {
  readonly logEntries: SignatureEnvelope['logEntries'];
  readonly timestamps: readonly Buffer[];
}

type SignatureContent = SignedEntity['signature'];

/**
 * The signature as sigstore-js checks it, whatever form it had. Ours and not of its `toSignedEntity`, which knows no
 * legacy form and leaves the hash to OpenSSL.
 *
 * @param isByCertificate - where false, the key is the one that the caller's trust material gives
 * @throws Error where a timestamp cannot be read
 */
export function toSignedEntity(
  envelope: SignatureEnvelope,
  { logEntries, timestamps }: Proofs,
  isByCertificate: boolean,
): SignedEntity {
  return {
    signature: toContent(envelope),
    key:
      isByCertificate && envelope.certificate
        ? { $case: 'certificate', certificate: envelope.certificate.x509 }
        : { $case: 'public-key', hint: '' },
    tlogEntries: [...logEntries],
    timestamps: [
      ...logEntries
        .filter(({ integratedTime }) => Number(integratedTime) > 0)
        .map(tlogEntry => ({ $case: 'transparency-log' as const, tlogEntry })),
      ...timestamps.map(der => ({
        $case: 'timestamp-authority' as const,
        timestamp: RFC3161Timestamp.parse(Buffer.from(der)),
      })),
    ],
  };
}

function toContent({
  payload,
  signature,
  signedBytes,
}: SignatureEnvelope): SignatureContent {
  return {
    signature,
    compareSignature: other => isEqual(other, signature),
    compareDigest: digest => isDigestOf(digest, payload),
    compareSignedDigest: digest => isDigestOf(digest, signedBytes),
    verifySignature: (key: KeyObject) =>
      verifySignature(key, signedBytes, signature),
  };
}

/** Log entries name the hash that goes with the key: by its length, none that is too short to be one of SHA-2. */
const HASH_OF_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

function isDigestOf(digest: Buffer, bytes: Buffer): boolean {
  const hash = HASH_OF_LENGTH.get(digest.length);
  return (
    hash !== undefined &&
    isEqual(digest, createHash(hash).update(bytes).digest())
  );
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
