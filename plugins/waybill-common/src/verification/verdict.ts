import type { LogEntry } from './signatureMaterial';

/**
 * What Waybill's own verification says of a digest.
 *
 * - `verified`: a trust policy matches the repository and is satisfied.
 * - `untrusted`: signed, but no policy accepts a signature, or what the policy asks for besides is missing.
 * - `unsigned`: the registry answered, and there is no signature.
 * - `unknown`: could not be checked, and why.
 *
 * @public
 */
export type VerdictState = 'verified' | 'untrusted' | 'unsigned' | 'unknown';

/**
 * Why a verdict is what it is, or why one signature does not count; closed list, so that callers can branch on it.
 *
 * @public
 */
export type VerdictReason =
  | 'SignatureVerified'
  | 'NoSignature'
  | 'NoMatchingPolicy'
  | 'KeyMismatch'
  | 'IssuerMismatch'
  | 'IdentityMismatch'
  | 'SignatureInvalid'
  | 'SignatureReplayed'
  | 'SubjectMismatch'
  | 'NotASignature'
  | 'MalformedSignature'
  | 'CertificateUntrusted'
  | 'CertificateExpired'
  | 'TimeUnproven'
  | 'LogEntryMissing'
  | 'LogEntryInvalid'
  | 'LogEntryMismatch'
  | 'TimestampMissing'
  | 'TimestampInvalid'
  | 'AttestationMissing'
  | 'RegistryUnavailable'
  | 'DigestNotFound'
  | 'TooManySignatures'
  | 'TrustRootUnavailable';

/** Who signed: a key of the configuration, or an identity that an issuer vouches for. @public */
export interface VerdictSigner {
  /** Name under which configuration knows the key. */
  readonly keyName?: string;
  /** base64(sha256(DER SubjectPublicKeyInfo)): the hint that cosign writes. */
  readonly keyHint?: string;
  /** Subject alternative name and OIDC issuer of the certificate. */
  readonly identity?: { readonly subject: string; readonly issuer: string };
}

/** An attestation that is attached, and whether the policy takes its word. @public */
export interface VerdictAttestation {
  readonly predicateType: string;
  readonly form: 'bundle' | 'legacy';
  /** Digest of the manifest or layer that holds it. */
  readonly source?: string;
  /** By a signer of the policy that the verdict names. */
  readonly isAccepted: boolean;
  /** Where it is not accepted. */
  readonly reason?: VerdictReason;
  readonly signer?: VerdictSigner;
}

/** A signature that does not count, and why. @public */
export interface VerdictFinding {
  readonly form: 'bundle' | 'legacy';
  readonly reason: VerdictReason;
  /** One sentence. */
  readonly message: string;
  /** Digest of the manifest or layer that holds it. */
  readonly source?: string;
  readonly signer?: VerdictSigner;
}

/** @public */
export interface Verdict {
  readonly state: VerdictState;
  readonly reason: VerdictReason;
  /** One or two sentences: who signed and which policy accepts it, or what is wrong and what to do. */
  readonly message: string;
  readonly digest: string;
  /** Name of the policy that accepted, or of the one that was tried. */
  readonly policy?: string;
  readonly signer?: VerdictSigner;
  /** When it was signed, as a log or a timestamp authority proves (ISO 8601). Absent where nothing proves it. */
  readonly signedAt?: string;
  /** Entry of the transparency log. */
  readonly logEntry?: LogEntry;
  /** Which forms of signature verified. */
  readonly forms: readonly ('bundle' | 'legacy')[];
  readonly attestations: readonly VerdictAttestation[];
  /** Signatures that do not count; at most 20. */
  readonly findings: readonly VerdictFinding[];
  /** When it was checked (ISO 8601). */
  readonly checkedAt: string;
  /** Set where a later check could not be made: the verdict is as old as `checkedAt`, and this is why. */
  readonly staleness?: {
    /** When the check was tried (ISO 8601). */
    readonly triedAt: string;
    readonly message: string;
  };
}
