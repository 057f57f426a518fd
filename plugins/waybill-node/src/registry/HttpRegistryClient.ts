import type { Readable } from 'node:stream';
import type { Config } from '@backstage/config';
import type {
  Descriptor,
  Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { fetchBlob, hasBlob } from './blobs';
import type { ByteReader } from './ByteReader';
import { RegistryError } from './errors';
import { FallbackTagWriter } from './fallbackTag';
import {
  deleteManifest,
  fetchManifest,
  putManifest,
  resolveManifest,
} from './manifests';
import { listReferrers } from './referrers';
import { describeReferrer } from './referrersIndex';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
  TransferProgress,
} from './RegistryClient';
import { RegistryHttp } from './RegistryHttp';
import { openRepository, type RepositoryWire } from './RepositoryWire';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
import type { RegistrySettings } from './settings';
import { registriesFromConfig } from './settingsFromConfig';
import { listTags } from './tags';
import { uploadStream } from './streamUpload';
import { uploadBlob } from './uploads';

/**
 * Talks to real registries (distribution-spec v1.1.1), to those hosts only that configuration names.
 *
 * Every call throws `RegistryError` (`REGISTRY_NOT_CONFIGURED` for another host), `InvalidReferenceError` for a path,
 * tag or digest that no registry allows, and the signal's reason once that is aborted.
 *
 * @public
 */
export class HttpRegistryClient implements RegistryClient {
  /** Reads `waybill.registries`. */
  static fromConfig(config: Config): HttpRegistryClient {
    return new HttpRegistryClient(registriesFromConfig(config));
  }

  private readonly wires: ReadonlyMap<string, RegistryHttp>;
  private readonly fallbackTags = new FallbackTagWriter();

  constructor(
    registries: readonly RegistrySettings[],
    retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
  ) {
    this.wires = new Map(
      registries.map(settings => [
        settings.host,
        new RegistryHttp(settings, retryPolicy),
      ]),
    );
  }

  async fetchBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options: RequestOptions & {
      readonly range?: { readonly start: number; readonly end?: number };
    } = {},
  ): Promise<Readable> {
    return fetchBlob(this.wireTo(repository), descriptor, options);
  }

  async fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
    options: RequestOptions = {},
  ): Promise<FetchedManifest> {
    return fetchManifest(this.wireTo(repository), tagOrDigest, options);
  }

  async resolve(
    repository: RepositoryName,
    tagOrDigest: string,
    options: RequestOptions = {},
  ): Promise<Descriptor | undefined> {
    return resolveManifest(this.wireTo(repository), tagOrDigest, options);
  }

  async hasBlob(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions = {},
  ): Promise<boolean> {
    return hasBlob(this.wireTo(repository), digest, options);
  }

  async pushBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    open: () => Readable,
    options: RequestOptions & {
      readonly mountFrom?: string;
      readonly onProgress?: (progress: TransferProgress) => void;
    } = {},
  ): Promise<void> {
    const wire = this.wireTo(repository);
    if (await hasBlob(wire, descriptor.digest, options)) return;
    await uploadBlob(wire, { descriptor, open, options });
  }

  async pushStream(
    repository: RepositoryName,
    content: {
      readonly mediaType: string;
      readonly sizeBytes: number;
      readonly open: () => ByteReader;
    },
    options: RequestOptions & {
      readonly onProgress?: (progress: TransferProgress) => void;
    } = {},
  ): Promise<Descriptor> {
    const wire = this.wireTo(repository);
    return uploadStream(wire, { ...content, options });
  }

  async pushManifest(
    repository: RepositoryName,
    manifest: { readonly mediaType: string; readonly bytes: Buffer },
    options: RequestOptions & { readonly tag?: string } = {},
  ): Promise<Descriptor> {
    const wire = this.wireTo(repository);
    const parsed: Partial<Manifest> = JSON.parse(
      manifest.bytes.toString('utf8'),
    );
    const { descriptor, listedSubject } = await putManifest(
      wire,
      manifest,
      options,
    );
    if (parsed.subject && !listedSubject) {
      await this.fallbackTags.add(
        wire,
        parsed.subject.digest,
        describeReferrer(descriptor, parsed),
        options.signal,
      );
    }
    return descriptor;
  }

  async listTags(
    repository: RepositoryName,
    options: RequestOptions & { readonly limit?: number } = {},
  ): Promise<string[]> {
    return listTags(this.wireTo(repository), options);
  }

  async listReferrers(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions & { readonly artifactType?: string } = {},
  ): Promise<Descriptor[]> {
    return listReferrers(this.wireTo(repository), digest, options);
  }

  async deleteManifest(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions = {},
  ): Promise<void> {
    await deleteManifest(this.wireTo(repository), digest, options);
  }

  private wireTo(repository: RepositoryName): RepositoryWire {
    const { host } = repository;
    const http = this.wires.get(host);
    if (http) return openRepository(http, repository);
    throw new RegistryError({
      code: 'REGISTRY_NOT_CONFIGURED',
      message: `The registry '${host}' is not configured, and Waybill talks to no other host: add it to waybill.registries.`,
    });
  }
}
