import type { TrustedIdentity, TrustPolicy } from '../verification/trustPolicy';
import type { VerdictAttestation } from '../verification/verdict';

/** A key that may sign. @public */
export interface TrustPolicyKey {
  readonly name: string;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKeyPem: string;
  /** base64(sha256(DER SubjectPublicKeyInfo)): the hint that cosign writes. */
  readonly keyHint: string;
}

/** A trust policy as a page shows it; nothing in it is secret. @public */
export interface TrustPolicySummary extends Omit<TrustPolicy, 'keys'> {
  readonly keys: readonly TrustPolicyKey[];
  readonly identities: readonly TrustedIdentity[];
}

/** `GET /trust-policies`: whose word counts for which repositories, in configured order. @public */
export interface TrustPolicyList {
  readonly items: readonly TrustPolicySummary[];
}

/** An attestation with what it says. @public */
export interface AttestationDocument extends VerdictAttestation {
  /** Why it is not accepted, or cannot be read; a sentence. */
  readonly message?: string;
  /** The predicate as JSON text; absent where it cannot be read. What nobody we trust signed is nobody's word. */
  readonly predicate?: string;
  /** The predicate is longer than is sent. */
  readonly isCut: boolean;
}

/**
 * `GET /models/:kind/:namespace/:name/versions/:digest/attestations`: what is attached to a version, and what it says.
 *
 * @public
 */
export interface VersionAttestations {
  readonly digest: string;
  readonly items: readonly AttestationDocument[];
  /** When the registry was read (ISO 8601). */
  readonly asOf: string;
}
