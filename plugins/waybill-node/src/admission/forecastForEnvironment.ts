import type {
  AdmissionForecast,
  KubernetesObject,
  TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterConnection } from '../clusters';
import type { GatherOptions, gatherSignatureMaterial } from '../verification';

/** What is asked of an environment. @public */
export interface ForecastOptions {
  /** How to reach the environment's cluster. */
  readonly cluster: ClusterConnection;
  readonly environment: { readonly name: string; readonly namespace: string };
  readonly candidate: {
    /** `host/path`. */
    readonly repository: string;
    readonly digest: string;
    /** The serving object as it would be applied; a bare InferenceService that pins the digest where absent. */
    readonly object?: KubernetesObject;
  };
  /**
   * Reads the digest's signatures by the signers whom the cluster's policies name:
   * `policies => gatherSignatureMaterial({client, repository, digest, policies, trustRoots, thorough: true, signal})`.
   */
  readonly gather: (
    policies: readonly TrustPolicy[],
    signal?: AbortSignal,
  ) => ReturnType<typeof gatherSignatureMaterial>;
  /** Whether to try a server-side dry run. Default true. */
  readonly withDryRun?: boolean;
  readonly now: Date;
  readonly signal?: AbortSignal;
}
