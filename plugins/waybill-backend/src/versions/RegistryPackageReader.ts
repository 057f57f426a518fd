import { createHash } from 'node:crypto';
import type { Config } from '@backstage/config';
import type {
  TrustPolicy,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  CachingRegistryClient,
  HttpRegistryClient,
  inspectPackage,
  policiesFromConfig,
  verifyDigest,
  type RegistryClient,
  type RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import type { PackageReader } from './PackageReader';
import type { PackageFacts } from './VersionStore';

/** Registries list tags by name: the newest version may be the last of them. */
const MAX_TAGS = 20_000;
/** For one request; a registry that hangs must not hold up the others of a page. */
const TIMEOUT_MS = 15_000;

/** Reads real registries through the adapters of waybill-node. */
export class RegistryPackageReader implements PackageReader {
  readonly policies: string;
  readonly #client: RegistryClient;
  readonly #trust: readonly TrustPolicy[];

  static async fromConfig(config: Config): Promise<RegistryPackageReader> {
    return new RegistryPackageReader(
      new CachingRegistryClient(HttpRegistryClient.fromConfig(config)),
      await policiesFromConfig(config),
    );
  }

  constructor(client: RegistryClient, trust: readonly TrustPolicy[]) {
    this.#client = client;
    this.#trust = trust;
    this.policies = createHash('sha256')
      .update(JSON.stringify(trust))
      .digest('hex');
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
    signal: AbortSignal,
  ): Promise<Verdict> {
    return verifyDigest({
      client: this.#client,
      repository,
      digest,
      policies: this.#trust,
      now: new Date(),
      signal,
    });
  }
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}
