/**
 * Which signatures are accepted for which repositories. One signature by one of its keys or identities is enough.
 *
 * @public
 */
export interface TrustPolicy {
  readonly name: string;
  /** Globs over `host/path`; `*` stays inside a path segment, `**` crosses segments. */
  readonly repositories: readonly string[];
  readonly keys: readonly TrustedKey[];
  /** Who may sign without a key of their own (keyless, by a certificate of Fulcio). */
  readonly identities: readonly TrustedIdentity[];
  /**
   * Name of the trust root (`waybill.verification.trustRoots`) by which certificates, log entries and timestamps are
   * checked. Absent where the policy has keys only and asks for neither log nor timestamp.
   */
  readonly trustRoot?: string;
  /** Whether a verified entry of a transparency log must be there. With `optional`, one that is there and wrong still counts. */
  readonly transparencyLog: Requirement;
  /** Whether a verified RFC 3161 timestamp of an authority must be there. */
  readonly timestamp: Requirement;
  /** Attestations that must be attached, by the same policy's signers, beside the signature. */
  readonly attestations: readonly RequiredAttestation[];
}

/** @public */
export type Requirement = 'required' | 'optional';

/** A public key, and the name under which people know it. @public */
export interface TrustedKey {
  readonly name: string;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKeyPem: string;
}

/**
 * Who a certificate must speak of.
 *
 * @public
 */
export interface TrustedIdentity {
  readonly name: string;
  /** OIDC issuer, compared as it is written, e.g. `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /**
   * Subject alternative name (e-mail address or URI); a glob as in {@link TrustPolicy.repositories}, e.g.
   * `https://github.com/acme/**` or `release@example.com`.
   */
  readonly subject: string;
}

/** @public */
export interface RequiredAttestation {
  /** Predicate type, e.g. `https://slsa.dev/provenance/v1`. */
  readonly predicateType: string;
}

/** A key of a trust policy, and whose it is. @public */
export interface PolicyKey {
  readonly policy: string;
  readonly keyName: string;
  readonly publicKeyPem: string;
}

/**
 * The keys that may have signed, in the order of policies and of keys in them.
 *
 * @public
 */
export function listPolicyKeys(policies: readonly TrustPolicy[]): PolicyKey[] {
  return policies.flatMap(policy =>
    policy.keys.map(({ name, publicKeyPem }) => ({
      policy: policy.name,
      keyName: name,
      publicKeyPem,
    })),
  );
}
