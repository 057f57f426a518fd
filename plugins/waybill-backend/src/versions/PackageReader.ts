import type {
  TrustDemands,
  TrustPolicySummary,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import type { PackageFacts } from './VersionStore';

/** What the backend asks of registries; the adapters of waybill-node answer it. */
export interface PackageReader {
  /** Fingerprint of the configured trust policies. */
  readonly policies: string;
  /** The configured trust policies, in order. */
  readonly trust: readonly TrustPolicySummary[];
  /** Whether a registry is configured: others are never asked. */
  knows(host: string): boolean;
  /** Tags of versions; empty where there is no such repository. */
  listTags(repository: RepositoryName, signal: AbortSignal): Promise<string[]>;
  /** `undefined` where the tag is gone. */
  resolve(
    repository: RepositoryName,
    tag: string,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  inspect(
    repository: RepositoryName,
    digest: string,
    signal: AbortSignal,
  ): Promise<PackageFacts>;
  /** Never fails because of what a registry says: that is a verdict. */
  verify(
    repository: RepositoryName,
    digest: string,
    options: { readonly demands?: TrustDemands; readonly signal: AbortSignal },
  ): Promise<Verdict>;
}
