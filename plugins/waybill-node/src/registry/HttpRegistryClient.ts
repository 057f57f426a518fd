import type { Readable } from 'node:stream';
import type { Config } from '@backstage/config';
import type {
  Descriptor,
  Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { fetchBlob, hasBlob } from './blobs';
import { readBlob } from './readBlob';
import type { ByteReader } from './ByteReader';
import { listRepositories } from './catalog';
import { RegistryError } from './errors';
import { FallbackTagWriter } from './fallbackTag';
import {
  deleteManifest,
  fetchManifest,
  putManifest,
  resolveManifest,
  subjectOf,
} from './manifests';
import { MissingReferrersApi } from './MissingReferrersApi';
import { listReferrers } from './referrers';
import { describeReferrer } from './referrersIndex';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
  TransferProgress,
} from './RegistryClient';
import { apiPath, canonicalHost } from './quirks';
import { RegistryPlaces, readFirst } from './RegistryPlaces';
import type { RepositoryWire } from './RepositoryWire';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
import type { RegistrySettings } from './settings';
import { registriesFromConfig } from './settingsFromConfig';
import { deleteTag, listTags } from './tags';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from './TimeLimits';
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

  private readonly registries: ReadonlyMap<string, RegistryPlaces>;
  private readonly fallbackTags = new FallbackTagWriter();
  private readonly missingReferrersApi = new MissingReferrersApi();

  constructor(
    registries: readonly RegistrySettings[],
    retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
    limits: TimeLimits = DEFAULT_TIME_LIMITS,
  ) {
    this.registries = new Map(
      registries.map(settings => [
        canonicalHost(settings.host),
        new RegistryPlaces(settings, retryPolicy, limits),
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
    const wires = this.placesOf(repository).reading(
      repository,
      descriptor.digest,
    );
    return fetchBlob(wires, descriptor, options);
  }

  readBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options: RequestOptions = {},
  ): AsyncIterable<Buffer> {
    const wires = this.placesOf(repository).reading(
      repository,
      descriptor.digest,
    );
    return readBlob(wires, descriptor, options);
  }

  async fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
    options: RequestOptions = {},
  ): Promise<FetchedManifest> {
    const wires = this.placesOf(repository).reading(repository, tagOrDigest);
    return readFirst(wires, options.signal, wire =>
      fetchManifest(wire, tagOrDigest, options),
    );
  }

  async resolve(
    repository: RepositoryName,
    tagOrDigest: string,
    options: RequestOptions = {},
  ): Promise<Descriptor | undefined> {
    const wires = this.placesOf(repository).reading(repository, tagOrDigest);
    return readFirst(wires, options.signal, wire =>
      resolveManifest(wire, tagOrDigest, options),
    );
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
    const { mountFrom, ...others } = options;
    const from = mountFrom && apiPath(repository.host, mountFrom);
    await uploadBlob(wire, {
      descriptor,
      open,
      options: { ...others, ...(from ? { mountFrom: from } : {}) },
    });
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
    if (listedSubject) this.missingReferrersApi.forget(wire.name);
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
    return listReferrers(
      this.wireTo(repository),
      digest,
      options,
      this.missingReferrersApi,
    );
  }

  async listRepositories(
    host: string,
    options: RequestOptions & { readonly limit?: number } = {},
  ): Promise<string[]> {
    return listRepositories(this.placesOf({ host }).origin, options);
  }

  async deleteManifest(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions = {},
  ): Promise<void> {
    const wire = this.wireTo(repository);
    const subject = await subjectOf(wire, digest, options);
    await deleteManifest(wire, digest, options);
    if (subject)
      await this.fallbackTags.remove(wire, subject, digest, options.signal);
  }

  async deleteTag(
    repository: RepositoryName,
    tag: string,
    options: RequestOptions = {},
  ): Promise<void> {
    await deleteTag(this.wireTo(repository), tag, options);
  }

  private wireTo(repository: RepositoryName): RepositoryWire {
    return this.placesOf(repository).writing(repository);
  }

  private placesOf({ host }: { readonly host: string }): RegistryPlaces {
    const places = this.registries.get(canonicalHost(host));
    if (places) return places;
    throw new RegistryError({
      code: 'REGISTRY_NOT_CONFIGURED',
      message: `The registry '${host}' is not configured, and Waybill talks to no other host: add it to waybill.registries.`,
    });
  }
}
