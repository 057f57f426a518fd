import type { DryRunResult } from './admissionForecast';

/**
 * What is to be admitted: a digest, in a serving object, in a namespace.
 *
 * @public
 */
export interface AdmissionCandidate {
  /** `host/path`. */
  readonly repository: string;
  /** `sha256:<64 hex>`. */
  readonly digest: string;
  /** The serving object as it would be applied (InferenceService, LLMInferenceService, Deployment). */
  readonly object: unknown;
  readonly namespace: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * A signature or attestation of the candidate's digest that a key or certificate verifies.
 *
 * @public
 */
export interface CandidateSignature {
  readonly form: 'bundle' | 'legacy';
  readonly kind: 'signature' | 'attestation';
  readonly predicateType?: string;
  /** PEM of the key that verifies it. Absent where a certificate does. */
  readonly publicKeyPem?: string;
  /** Who the verified certificate speaks of. */
  readonly identity?: { readonly issuer: string; readonly subject: string };
  /** A verified entry of a transparency log is there. */
  readonly hasLogEntry: boolean;
  /** A verified RFC 3161 timestamp is there. */
  readonly hasTimestamp: boolean;
}

/**
 * What our own verification knows of the candidate's signatures: of all of them, whoever made them.
 *
 * @public
 */
export interface CandidateSignatures {
  readonly verified: readonly CandidateSignature[];
  /** PEM of the keys that were asked. Of any other key nothing is known. */
  readonly askedKeys: readonly string[];
  /** Whether certificates were checked by the public-good trust root. Without it nothing is known of identities. */
  readonly areIdentitiesChecked: boolean;
  /** Whether any Sigstore bundle is attached, by whomever: cosign then overlooks the legacy form. */
  readonly hasBundles: boolean;
  /** Set where the signatures could not be read, or not all of them; one sentence. */
  readonly problem?: string;
}

/**
 * Policies that could not be read.
 *
 * @public
 */
export interface AdmissionGap {
  /** `ClusterImagePolicy (policy.sigstore.dev)` */
  readonly kind: string;
  readonly reason: 'forbidden' | 'unreachable' | 'too-many';
  /** What failed and what to do. */
  readonly message: string;
}

/** @public */
export interface AdmissionForecastInput {
  /** The cluster's own policy objects as the API server gave them: untrusted. At most 500 are looked at. */
  readonly policies: readonly unknown[];
  readonly gaps?: readonly AdmissionGap[];
  readonly candidate: AdmissionCandidate;
  readonly signatures: CandidateSignatures;
  readonly dryRun?: DryRunResult;
  readonly now: Date | string;
}
