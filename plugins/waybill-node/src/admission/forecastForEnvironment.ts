import {
  buildStorageUri,
  forecastAdmission,
  listAdmissionSigners,
  toCandidateSignatures,
  type AdmissionForecast,
  type CandidateSignatures,
  type KubernetesObject,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterConnection } from '../clusters';
import { ClusterHttp } from '../clusters/ClusterHttp';
import type { gatherSignatureMaterial } from '../verification';
import { dryRunAdmission } from './dryRunAdmission';
import {
  readAdmissionPolicies,
  readNamespaceLabels,
} from './readAdmissionPolicies';

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

/**
 * Whether an environment would admit a digest: reads the cluster's policies and the namespace's labels, verifies the
 * digest by the keys that those policies hold, and tries a dry run where the account may. What cannot be had makes the
 * forecast `unknown` and is named in it.
 *
 * @throws what an abort throws
 * @public
 */
export async function forecastForEnvironment(
  options: ForecastOptions,
): Promise<AdmissionForecast> {
  const { environment, candidate, signal } = options;
  const { namespace } = environment;
  const object = candidate.object ?? bareService(candidate);
  const http = new ClusterHttp(options.cluster);
  try {
    const [{ policies, gaps }, labels, dryRun] = await Promise.all([
      readAdmissionPolicies(http, { namespace, signal }),
      readNamespaceLabels(http, namespace, signal),
      options.withDryRun === false
        ? undefined
        : dryRunAdmission(http, { object, namespace, signal }),
    ]);
    return forecastAdmission({
      policies,
      gaps,
      candidate: {
        repository: candidate.repository,
        digest: candidate.digest,
        object,
        namespace: { name: namespace, ...(labels && { labels }) },
      },
      signatures: await readSignatures(options, policies),
      ...(dryRun && { dryRun }),
      now: options.now,
    });
  } finally {
    await http.close();
  }
}

async function readSignatures(
  { gather, candidate, signal }: ForecastOptions,
  policies: readonly unknown[],
): Promise<CandidateSignatures> {
  const signers = listAdmissionSigners(policies, candidate.repository);
  try {
    return toCandidateSignatures(await gather(signers, signal), signers);
  } catch (error) {
    signal?.throwIfAborted();
    return {
      verified: [],
      askedKeys: signers.flatMap(({ keys }) =>
        keys.map(({ publicKeyPem }) => publicKeyPem),
      ),
      areIdentitiesChecked: false,
      hasBundles: false,
      problem: `the signatures could not be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    };
  }
}

/** What Waybill itself would declare, as far as an admission policy looks at it. */
function bareService(candidate: {
  readonly repository: string;
  readonly digest: string;
}): KubernetesObject {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'waybill-forecast' },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'sklearn' },
          storageUri: buildStorageUri(candidate.repository, candidate.digest),
        },
      },
    },
  };
}
