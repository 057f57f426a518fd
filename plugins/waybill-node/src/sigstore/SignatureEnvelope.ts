import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { SigningCertificate } from './certificates';

/**
 * One signature with all that came along, taken apart: whatever its form, it is checked in the same way. Nothing of it
 * is verified yet.
 *
 * @internal
 */
export interface SignatureEnvelope {
  /** Absent for the legacy form of a signature. */
  readonly predicateType?: string;
  /** Digests that it speaks of. */
  readonly subjectDigests: readonly string[];
  /** What it says, without the frame that is signed around it. */
  readonly payload: Buffer;
  /** What the signature is over. */
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
  /** As it names the key itself. */
  readonly keyHint?: string;
  /** Absent where a key signed that one has to know. */
  readonly certificate?: SigningCertificate;
  readonly logEntries: readonly TransparencyLogEntry[];
  /** RFC 3161 responses, DER. */
  readonly timestamps: readonly Buffer[];
}
