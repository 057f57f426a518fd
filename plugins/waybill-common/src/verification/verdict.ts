/**
 * What Waybill's own verification says of a digest.
 *
 * - `verified`: a trust policy matches the repository and a signature satisfies it.
 * - `untrusted`: signed, but no policy accepts a signature.
 * - `unsigned`: the registry answered, and there is no signature.
 * - `unknown`: could not be checked, and why.
 *
 * @public
 */
export type VerdictState = 'verified' | 'untrusted' | 'unsigned' | 'unknown';

/**
 * Why a verdict is what it is; closed list, so that callers can branch on it.
 *
 * @public
 */
export type VerdictReason =
  | 'SignatureVerified'
  | 'NoSignature'
  | 'NoMatchingPolicy'
  | 'KeyMismatch'
  | 'SignatureInvalid'
  | 'SubjectMismatch'
  | 'NotASignature'
  | 'MalformedSignature'
  | 'RegistryUnavailable'
  | 'DigestNotFound'
  | 'TooManySignatures';

/** @public */
export interface Verdict {
  readonly state: VerdictState;
  readonly reason: VerdictReason;
  /** One sentence: who signed and which policy accepts it, or what is wrong. */
  readonly message: string;
  readonly digest: string;
  /** Name of the policy that accepted, or of the one that was tried. */
  readonly policy?: string;
  readonly signer?: {
    /** Name under which configuration knows the key. */
    readonly keyName?: string;
    /** base64(sha256(DER SubjectPublicKeyInfo)): the hint that cosign writes. */
    readonly keyHint?: string;
  };
  /** Which forms of signature verified. */
  readonly forms: readonly ('bundle' | 'legacy')[];
  /** When it was checked (ISO 8601). */
  readonly checkedAt: string;
}

/**
 * Which signatures are accepted for which repositories.
 *
 * @public
 */
export interface TrustPolicy {
  readonly name: string;
  /** Globs over `host/path`; `*` stays inside a path segment, `**` crosses segments. */
  readonly repositories: readonly string[];
  readonly keys: readonly {
    readonly name: string;
    readonly publicKeyPem: string;
  }[];
}
