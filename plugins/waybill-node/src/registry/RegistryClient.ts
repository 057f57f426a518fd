import type { Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import type { ByteReader } from './ByteReader';

/** Options of every call that goes out. @public */
export interface RequestOptions {
  /** Aborting it ends the call with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Bytes on their way, for a progress line.
 *
 * @public
 */
export interface TransferProgress {
  readonly digest?: string;
  readonly transferredBytes: number;
  readonly totalBytes?: number;
}

/** A manifest or index as the registry gave it: the digest is of exactly these bytes. @public */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

/** Reads content by descriptor. @public */
export interface Fetcher {
  /**
   * Streams a blob. The stream fails with code `DIGEST_MISMATCH` when the bytes are not those of the descriptor, so a
   * caller may use what it read only after the stream has ended well.
   */
  fetchBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options?: RequestOptions & {
      readonly range?: { readonly start: number; readonly end?: number };
    },
  ): Promise<Readable>;
  /**
   * Reads a whole blob by few buffers that are used again: much less work than a stream where it is large. A chunk keeps
   * its bytes until two more were asked for. As with the stream, what was read counts only once it has ended well.
   */
  readBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options?: RequestOptions,
  ): AsyncIterable<Buffer>;
  /** Reads a manifest or index; at most 4 MiB. */
  fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
    options?: RequestOptions,
  ): Promise<FetchedManifest>;
}

/** Turns a tag or digest into a descriptor. @public */
export interface Resolver {
  /** @returns `undefined` where the registry answers that there is no such manifest. */
  resolve(
    repository: RepositoryName,
    tagOrDigest: string,
    options?: RequestOptions,
  ): Promise<Descriptor | undefined>;
}

/** Writes content. @public */
export interface Pusher {
  hasBlob(
    repository: RepositoryName,
    digest: string,
    options?: RequestOptions,
  ): Promise<boolean>;
  /**
   * Uploads a blob whose digest is known, unless the registry has it. `open` gives the bytes from the start each time
   * that it is called: an interrupted upload that cannot be resumed begins again.
   */
  pushBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    open: () => Readable,
    options?: RequestOptions & {
      readonly mountFrom?: string;
      readonly onProgress?: (progress: TransferProgress) => void;
    },
  ): Promise<void>;
  /**
   * Uploads in one pass what is not known by digest yet: the bytes are hashed while they are sent. Where a registry
   * wants the digest beforehand, they are read twice.
   *
   * @returns the descriptor of what was sent
   */
  pushStream(
    repository: RepositoryName,
    content: {
      readonly mediaType: string;
      /** Exactly as many bytes as `open` gives. */
      readonly sizeBytes: number;
      readonly open: () => ByteReader;
    },
    options?: RequestOptions & {
      readonly onProgress?: (progress: TransferProgress) => void;
    },
  ): Promise<Descriptor>;
  /** Uploads a manifest by digest, or under a tag where one is given. Adds the fallback referrers tag where needed. */
  pushManifest(
    repository: RepositoryName,
    manifest: { readonly mediaType: string; readonly bytes: Buffer },
    options?: RequestOptions & { readonly tag?: string },
  ): Promise<Descriptor>;
}

/** Lists what a repository holds. @public */
export interface Lister {
  /** All tags, in the registry's order; bounded by `limit` (10,000 where absent). */
  listTags(
    repository: RepositoryName,
    options?: RequestOptions & { readonly limit?: number },
  ): Promise<string[]>;
  /** Manifests whose `subject` is the digest: referrers API, or the fallback tag where the registry has none. */
  listReferrers(
    repository: RepositoryName,
    digest: string,
    options?: RequestOptions & { readonly artifactType?: string },
  ): Promise<Descriptor[]>;
}

/** Lists what a registry holds. @public */
export interface Catalog {
  /**
   * Repositories of a registry, at most `limit` (10,000 where absent). Not every registry tells: those answer with
   * `RegistryError` code `UNSUPPORTED`.
   */
  listRepositories(
    host: string,
    options?: RequestOptions & { readonly limit?: number },
  ): Promise<string[]>;
}

/** Where in which registry. @public */
export interface RepositoryName {
  /** `registry.example.com:5000` */
  readonly host: string;
  /** `models/iris` */
  readonly path: string;
}

/**
 * Everything that Waybill asks of an OCI registry (distribution-spec v1.1.1). `HttpRegistryClient` talks to real ones,
 * `MemoryRegistryClient` is for tests; both pass the same contract tests.
 *
 * @public
 */
export interface RegistryClient
  extends Fetcher,
    Resolver,
    Pusher,
    Lister,
    Catalog {
  /** Deletes a manifest with all of its tags; code `UNSUPPORTED` where the registry deletes nothing. */
  deleteManifest(
    repository: RepositoryName,
    digest: string,
    options?: RequestOptions,
  ): Promise<void>;
  /** Deletes a tag and leaves its manifest; code `UNSUPPORTED` where the registry deletes by digest alone. */
  deleteTag(
    repository: RepositoryName,
    tag: string,
    options?: RequestOptions,
  ): Promise<void>;
}
