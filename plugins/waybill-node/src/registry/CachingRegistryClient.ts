import type { Readable } from 'node:stream';
import {
  formatRepository,
  isDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { BoundedCache } from './BoundedCache';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
} from './RegistryClient';

/** How much a {@link CachingRegistryClient} keeps. @public */
export interface CacheLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** @public */
export const DEFAULT_CACHE_LIMITS: CacheLimits = {
  maxEntries: 2_000,
  maxBytes: 32 * 1024 * 1024,
};

/**
 * Keeps manifests by their digest, which never change: a page that is looked at again asks only what its tags name now.
 * What was deleted in the registry may be read from here for a while; whether it is still there, `resolve` says.
 *
 * @public
 */
export class CachingRegistryClient implements RegistryClient {
  private readonly manifests: BoundedCache<FetchedManifest>;

  constructor(
    private readonly client: RegistryClient,
    limits: CacheLimits = DEFAULT_CACHE_LIMITS,
  ) {
    this.manifests = new BoundedCache(limits);
  }

  async fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
    options: RequestOptions = {},
  ): Promise<FetchedManifest> {
    options.signal?.throwIfAborted();
    const digest = isDigest(tagOrDigest)
      ? tagOrDigest
      : (await this.client.resolve(repository, tagOrDigest, options))?.digest;
    const known = digest && this.manifests.get(keyOf(repository, digest));
    if (known) return known;
    const fetched = await this.client.fetchManifest(
      repository,
      digest ?? tagOrDigest,
      options,
    );
    const key = keyOf(repository, fetched.descriptor.digest);
    this.manifests.set(key, fetched, fetched.bytes.length);
    return fetched;
  }

  async deleteManifest(
    repository: RepositoryName,
    digest: string,
    options?: RequestOptions,
  ): Promise<void> {
    this.manifests.delete(keyOf(repository, digest));
    await this.client.deleteManifest(repository, digest, options);
  }

  fetchBlob(
    ...call: Parameters<RegistryClient['fetchBlob']>
  ): Promise<Readable> {
    return this.client.fetchBlob(...call);
  }

  readBlob(
    ...call: Parameters<RegistryClient['readBlob']>
  ): AsyncIterable<Buffer> {
    return this.client.readBlob(...call);
  }

  resolve(
    ...call: Parameters<RegistryClient['resolve']>
  ): Promise<Descriptor | undefined> {
    return this.client.resolve(...call);
  }

  hasBlob(...call: Parameters<RegistryClient['hasBlob']>): Promise<boolean> {
    return this.client.hasBlob(...call);
  }

  pushBlob(...call: Parameters<RegistryClient['pushBlob']>): Promise<void> {
    return this.client.pushBlob(...call);
  }

  pushStream(
    ...call: Parameters<RegistryClient['pushStream']>
  ): Promise<Descriptor> {
    return this.client.pushStream(...call);
  }

  pushManifest(
    ...call: Parameters<RegistryClient['pushManifest']>
  ): Promise<Descriptor> {
    return this.client.pushManifest(...call);
  }

  listTags(...call: Parameters<RegistryClient['listTags']>): Promise<string[]> {
    return this.client.listTags(...call);
  }

  listReferrers(
    ...call: Parameters<RegistryClient['listReferrers']>
  ): Promise<Descriptor[]> {
    return this.client.listReferrers(...call);
  }

  listRepositories(
    ...call: Parameters<RegistryClient['listRepositories']>
  ): Promise<string[]> {
    return this.client.listRepositories(...call);
  }

  deleteTag(...call: Parameters<RegistryClient['deleteTag']>): Promise<void> {
    return this.client.deleteTag(...call);
  }
}

function keyOf(repository: RepositoryName, digest: string): string {
  return `${formatRepository(repository)}@${digest}`;
}
