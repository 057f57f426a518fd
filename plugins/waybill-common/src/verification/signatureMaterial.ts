import type { TrustPolicy } from './verdict';

/**
 * What became of one signature under one key, or before any key was asked.
 *
 * - `valid`: well-formed, of our digest, a signature by predicate type, and the key verifies it.
 * - `invalid`: names (by hint) a key that was asked, and that key does not verify it: the bytes were changed.
 * - `wrong-key`: well-formed and of our digest, but none of the keys that were asked verifies it.
 * - `wrong-subject`: well-formed, but it speaks of another digest.
 * - `not-a-signature`: an attestation, i.e. a bundle whose `predicateType` is not {@link COSIGN_SIGN_PREDICATE_TYPE}.
 * - `malformed`: could not be read as what it claims to be.
 *
 * @public
 */
export type SignatureOutcome =
  | 'valid'
  | 'invalid'
  | 'wrong-key'
  | 'wrong-subject'
  | 'not-a-signature'
  | 'malformed';

/**
 * `predicateType` of the in-toto statement that cosign 3 writes for a signature; every other type is an attestation.
 *
 * @public
 */
export const COSIGN_SIGN_PREDICATE_TYPE = 'https://sigstore.dev/cosign/sign/v1';

/**
 * One checked signature: all that {@link decideVerdict} needs to know of it. Whoever gathers signatures does the
 * cryptography and no deciding, in this way:
 *
 * 1. Keys: those of {@link selectPolicies} for the repository, in order. There may be none; still look for signatures.
 * 2. Signatures: each layer of each Sigstore bundle referrer of the digest (`form: 'bundle'`), and each layer of the
 *    tag `sha256-<hex>.sig` (`form: 'legacy'`). What is no signature artifact by media type is left out.
 * 3. For each signature the first of these that is so gives exactly one entry: cannot be parsed → `malformed`;
 *    predicate type is another → `not-a-signature`; its subject (or `docker-manifest-digest`) is not the digest →
 *    `wrong-subject`.
 * 4. Otherwise every key of every selected policy is asked. Each (policy, key) that verifies gives a `valid` entry
 *    with `policy`, `keyName` and `keyHint`. If none does: one `invalid` entry where the signature's own hint is that
 *    of a key that was asked (with that `policy`, `keyName`), else one `wrong-key` entry with the hint it carries.
 *
 * An entry never carries key material, passwords or raw bytes.
 *
 * @public
 */
export interface SignatureMaterial {
  readonly form: 'bundle' | 'legacy';
  readonly outcome: SignatureOutcome;
  /** Name of the policy whose key was asked. Set for `valid` and `invalid`. */
  readonly policy?: string;
  /** Name of the key inside that policy. Set for `valid` and `invalid`. */
  readonly keyName?: string;
  /** base64(sha256(DER SubjectPublicKeyInfo)): of the verifying key, else as the signature claims. */
  readonly keyHint?: string;
  readonly predicateType?: string;
  /** Digest of the manifest or layer that holds the signature, to name it to a person. */
  readonly source?: string;
  /** Why it is malformed or of another subject, in a few words. */
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
    | 'TooManySignatures';
  /** What failed, on which object. Never a secret. */
  readonly message: string;
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
