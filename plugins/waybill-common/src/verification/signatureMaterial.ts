/**
 * What became of one signature or attestation when it was checked, before any policy was asked whether that is enough.
 *
 * - `valid`: well-formed, of our digest, and the key or certificate verifies it. A certificate was valid at a verified
 *   time and chains to the trust root. What of log entries and timestamps is there is verified.
 * - `invalid`: names (by hint or certificate) what should verify it, and that does not: the bytes were changed.
 * - `wrong-key`: well-formed and of our digest, but none of the keys that were asked verifies it.
 * - `wrong-subject`: well-formed, but it speaks of another digest, and nobody we know signed it.
 * - `replayed`: speaks of another digest and a key or certificate verifies it: a real signature, moved here.
 * - `malformed`: could not be read as what it claims to be.
 * - `certificate-untrusted`: its certificate leads to no authority of the trust root, or lacks the proof (SCT) that the
 *   authority published it.
 * - `certificate-expired`: verified times show that it was signed outside the validity of its certificate.
 * - `time-unproven`: by certificate, and no verified log entry or timestamp says when.
 * - `log-entry-invalid`: its log entry has a wrong signature or proof, or is of a log that the trust root does not know.
 * - `log-entry-mismatch`: its log entry is of another artifact, signature or key.
 * - `timestamp-invalid`: its RFC 3161 timestamp is wrong, of another signature, or of an unknown authority.
 * - `not-checked`: the trust root that is needed to check it could not be had.
 *
 * @public
 */
export type SignatureOutcome =
  | 'valid'
  | 'invalid'
  | 'wrong-key'
  | 'wrong-subject'
  | 'replayed'
  | 'malformed'
  | 'certificate-untrusted'
  | 'certificate-expired'
  | 'time-unproven'
  | 'log-entry-invalid'
  | 'log-entry-mismatch'
  | 'timestamp-invalid'
  | 'not-checked';

/**
 * `predicateType` of the in-toto statement that cosign 3 writes for a signature; every other type is an attestation.
 *
 * @public
 */
export const COSIGN_SIGN_PREDICATE_TYPE = 'https://sigstore.dev/cosign/sign/v1';

/** Who a certificate speaks of, and when it was valid. @public */
export interface CertificateIdentity {
  /** OIDC issuer (Fulcio's extension 1.3.6.1.4.1.57264.1.8, or .1 where that is absent). */
  readonly issuer: string;
  /** Subject alternative name. */
  readonly subject: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** An entry of a transparency log, verified. @public */
export interface LogEntry {
  /** Position in the log, in decimal. */
  readonly logIndex: string;
  /** hex(sha256(DER SubjectPublicKeyInfo of the log)). */
  readonly logId: string;
  /** When the log took it in (ISO 8601), where the log promises that. */
  readonly integratedAt?: string;
}

/**
 * One checked signature or attestation: all that {@link decideVerdict} needs to know of it. Whoever gathers them does
 * the cryptography and no deciding, in this way:
 *
 * 1. Signatures: the one layer of each Sigstore bundle referrer of the digest (`form: 'bundle'`; with more layers or
 *    none it is `malformed`), and each layer of the tags `sha256-<hex>.sig` and `.att` (`form: 'legacy'`). What is none
 *    of these by media type is left out.
 * 2. `kind`: by predicate type; a legacy signature has none and is a `signature`.
 * 3. The first of these that is so gives exactly one entry: cannot be parsed → `malformed`; its subject (or
 *    `docker-manifest-digest`) is not the digest → `replayed` or `wrong-subject`.
 * 4. Without a certificate: every key of every policy of the repository is asked. Each (policy, key) that verifies gives
 *    an entry with `policy`, `keyName`, `keyHint`. If none does: one `invalid` entry where the signature's own hint is
 *    that of a key that was asked, else one `wrong-key` entry with the hint it carries.
 * 5. With a certificate: one entry for each distinct trust root of the policies, with `trustRoot` and `certificate`.
 *    Where no policy names a trust root, one `certificate-untrusted` entry with the identity as claimed.
 *
 * An entry never carries key material, passwords or raw bytes.
 *
 * @public
 */
export interface SignatureMaterial {
  readonly form: 'bundle' | 'legacy';
  readonly kind: 'signature' | 'attestation';
  readonly outcome: SignatureOutcome;
  /** Name of the policy whose key was asked. Set for `valid` and `invalid` of keys. */
  readonly policy?: string;
  /** Name of the key inside that policy. Set for `valid` and `invalid` of keys. */
  readonly keyName?: string;
  /** base64(sha256(DER SubjectPublicKeyInfo)): of the verifying key, else as the signature claims. */
  readonly keyHint?: string;
  /** Verified where the outcome is `valid`, else as claimed. */
  readonly certificate?: CertificateIdentity;
  /** Name of the trust root by which certificate, log entry or timestamp were checked. */
  readonly trustRoot?: string;
  /** Verified entry of a transparency log. Absent: there is none, or none that could be checked. */
  readonly logEntry?: LogEntry;
  /** Verified time of an RFC 3161 authority (ISO 8601). */
  readonly timestamp?: string;
  readonly predicateType?: string;
  /** Digest of the manifest or layer that holds it, to name it to a person. */
  readonly source?: string;
  /** Why the outcome is what it is, in a few words, where the outcome does not say it all. */
  readonly message?: string;
}

/**
 * Why the signatures could not be gathered, or not all of them.
 *
 * @public
 */
export interface SignatureProblem {
  readonly reason:
    | 'RegistryUnavailable'
    | 'DigestNotFound'
    | 'TooManySignatures'
    | 'TrustRootUnavailable';
  /** What failed, on which object. Never a secret. */
  readonly message: string;
}
