import { createHash, createPublicKey } from 'node:crypto';
import type { Config } from '@backstage/config';
import type {
  TrustDemands,
  TrustPolicy,
  TrustPolicySummary,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  CachingRegistryClient,
  HttpRegistryClient,
  inspectPackage,
  policiesFromConfig,
  trustRootsFromConfig,
  verifyDigest,
  type RegistryClient,
  type RepositoryName,
  type TrustRoots,
} from '@waybill/backstage-plugin-waybill-node';
import type { PackageReader } from './PackageReader';
import type { PackageFacts } from './VersionStore';

/** Registries list tags by name: the newest version may be the last of them. */
const MAX_TAGS = 20_000;
/** For one request; a registry that hangs must not hold up the others of a page. */
const TIMEOUT_MS = 15_000;

/** By whose word signatures count. */
export interface VerificationSettings {
  readonly policies: readonly TrustPolicy[];
  readonly trustRoots?: TrustRoots;
  /** As configured: verdicts by other roots are no answer. */
  readonly trustRootSettings?: unknown;
}

/** Reads real registries through the adapters of waybill-node. */
export class RegistryPackageReader implements PackageReader {
  readonly policies: string;
  readonly trust: readonly TrustPolicySummary[];
  readonly #client: RegistryClient;
  readonly #verification: VerificationSettings;
  readonly #hosts: ReadonlySet<string>;

  static async fromConfig(config: Config): Promise<RegistryPackageReader> {
    return new RegistryPackageReader(
      new CachingRegistryClient(HttpRegistryClient.fromConfig(config)),
      {
        policies: await policiesFromConfig(config),
        trustRoots: trustRootsFromConfig(config),
        trustRootSettings: config.getOptional(
          'waybill.verification.trustRoots',
        ),
      },
      (config.getOptionalConfigArray('waybill.registries') ?? []).map(
        registry => registry.getString('host'),
      ),
    );
  }

  constructor(
    client: RegistryClient,
    verification: VerificationSettings,
    hosts: readonly string[],
  ) {
    this.#client = client;
    this.#verification = verification;
    this.#hosts = new Set(hosts);
    this.trust = verification.policies.map(summarize);
    this.policies = createHash('sha256')
      .update(
        JSON.stringify([
          verification.policies,
          verification.trustRootSettings ?? [],
        ]),
      )
      .digest('hex');
  }

  knows(host: string): boolean {
    return this.#hosts.has(host);
  }

  async listTags(
    repository: RepositoryName,
    signal: AbortSignal,
  ): Promise<string[]> {
    try {
      return await this.#client.listTags(repository, {
        limit: MAX_TAGS,
        signal: withTimeout(signal),
      });
    } catch (error) {
      // A model whose first version is still to come has no repository yet.
      if ((error as { code?: unknown }).code === 'NOT_FOUND') {
        return [];
      }
      throw error;
    }
  }

  async resolve(
    repository: RepositoryName,
    tag: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const descriptor = await this.#client.resolve(repository, tag, {
      signal: withTimeout(signal),
    });
    return descriptor?.digest;
  }

  async inspect(
    repository: RepositoryName,
    digest: string,
    signal: AbortSignal,
  ): Promise<PackageFacts> {
    const { format, sizeBytes, createdAt } = await inspectPackage(
      this.#client,
      repository,
      digest,
      { signal: withTimeout(signal) },
    );
    return { format, sizeBytes, createdAt };
  }

  async verify(
    repository: RepositoryName,
    digest: string,
    options: { readonly demands?: TrustDemands; readonly signal: AbortSignal },
  ): Promise<Verdict> {
    const { policies, trustRoots } = this.#verification;
    return verifyDigest({
      client: this.#client,
      repository,
      digest,
      policies,
      trustRoots,
      demands: options.demands,
      // A page shows what does not count as well.
      thorough: true,
      now: new Date(),
      signal: options.signal,
    });
  }
}

function summarize(policy: TrustPolicy): TrustPolicySummary {
  return {
    ...policy,
    keys: policy.keys.map(key => ({
      ...key,
      keyHint: hintOf(key.publicKeyPem),
    })),
  };
}

/** As cosign writes it into bundles. */
function hintOf(publicKeyPem: string): string {
  return createHash('sha256')
    .update(
      createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }),
    )
    .digest('base64');
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}
