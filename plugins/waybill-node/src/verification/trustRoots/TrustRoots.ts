import type { TrustMaterial } from '@sigstore/verify';

/** Whose certificates, log entries and timestamps are believed. @public */
export interface TrustRoot {
  readonly material: TrustMaterial;
  /** Certificates must carry the proof (SCT) of one of its certificate logs, where it knows any. */
  readonly hasCertificateLogs: boolean;
  /** When it was last known to be the current one (ISO 8601). */
  readonly refreshedAt: string;
  /** Set where it could not be refreshed since: why. */
  readonly problem?: string;
}

/** Trust roots by the names by which policies know them. @public */
export interface TrustRoots {
  /**
   * Loads a trust root, or gives the one that was loaded lately.
   *
   * @throws VerificationError `TRUST_ROOT_UNAVAILABLE`, `CONFIG_INVALID` for a name that nobody configured
   */
  load(
    name: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<TrustRoot>;
}
