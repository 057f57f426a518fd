import { Readable, pipeline } from 'node:stream';
import type {
  Descriptor,
  Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { streamOf, type ByteReader } from './ByteReader';
import { RegistryError } from './errors';
import { digestOfBytes } from './manifestBytes';
import { describeReferrer } from './referrersIndex';
import { hashReader } from './hashing/hashReader';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
  TransferProgress,
} from './RegistryClient';
import { VerifyingStream } from './verifyingStream';

interface MemoryRepository {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, { mediaType: string; bytes: Buffer }>;
  readonly tags: Map<string, string>;
}

/**
 * A registry in memory, for tests: passes the same contract tests as the client of real ones.
 *
 * @public
 */
export class MemoryRegistryClient implements RegistryClient {
  private readonly repositories = new Map<string, MemoryRepository>();

  async fetchBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options: RequestOptions & {
      readonly range?: { readonly start: number; readonly end?: number };
    } = {},
  ): Promise<Readable> {
    options.signal?.throwIfAborted();
    const bytes = this.open(repository).blobs.get(descriptor.digest);
    if (!bytes) throw this.notFound(repository, descriptor.digest);
    const { range } = options;
    if (range)
      return Readable.from([
        bytes.subarray(
          range.start,
          range.end === undefined ? undefined : range.end + 1,
        ),
      ]);
    const verified = new VerifyingStream(
      descriptor,
      `Blob ${descriptor.digest}`,
    );
    pipeline(Readable.from([bytes]), verified, () => {});
    return verified;
  }

  async *readBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options: RequestOptions = {},
  ): AsyncGenerator<Buffer> {
    yield* await this.fetchBlob(repository, descriptor, options);
  }

  async fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
  ): Promise<FetchedManifest> {
    const { manifests, tags } = this.open(repository);
    const digest = tags.get(tagOrDigest) ?? tagOrDigest;
    const found = manifests.get(digest);
    if (!found) throw this.notFound(repository, tagOrDigest);
    return {
      descriptor: {
        mediaType: found.mediaType,
        digest,
        size: found.bytes.length,
      },
      bytes: found.bytes,
    };
  }

  async resolve(
    repository: RepositoryName,
    tagOrDigest: string,
  ): Promise<Descriptor | undefined> {
    const { manifests, tags } = this.open(repository);
    const isThere = manifests.has(tags.get(tagOrDigest) ?? tagOrDigest);
    return isThere
      ? (await this.fetchManifest(repository, tagOrDigest)).descriptor
      : undefined;
  }

  async hasBlob(repository: RepositoryName, digest: string): Promise<boolean> {
    return this.open(repository).blobs.has(digest);
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
    options.signal?.throwIfAborted();
    const { blobs } = this.open(repository);
    if (blobs.has(descriptor.digest)) return;
    const mounted =
      options.mountFrom &&
      this.open({ ...repository, path: options.mountFrom }).blobs.get(
        descriptor.digest,
      );
    if (mounted) {
      blobs.set(descriptor.digest, mounted);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of open()) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (digestOfBytes(bytes, descriptor.digest) !== descriptor.digest) {
      throw new RegistryError({
        code: 'REFUSED',
        status: 400,
        errors: [
          {
            code: 'DIGEST_INVALID',
            message: 'provided digest did not match uploaded content',
          },
        ],
        message: `The bytes are not those of ${descriptor.digest}.`,
      });
    }
    blobs.set(descriptor.digest, bytes);
    options.onProgress?.({
      digest: descriptor.digest,
      transferredBytes: bytes.length,
      totalBytes: descriptor.size,
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
    const { mediaType, sizeBytes, open } = content;
    const digest = await hashReader(open(), {
      sizeBytes,
      signal: options.signal,
    });
    const descriptor = { mediaType, digest, size: sizeBytes };
    await this.pushBlob(
      repository,
      descriptor,
      () => streamOf(open()),
      options,
    );
    return descriptor;
  }

  async pushManifest(
    repository: RepositoryName,
    manifest: { readonly mediaType: string; readonly bytes: Buffer },
    options: RequestOptions & { readonly tag?: string } = {},
  ): Promise<Descriptor> {
    options.signal?.throwIfAborted();
    const { manifests, tags } = this.open(repository);
    const digest = digestOfBytes(manifest.bytes);
    manifests.set(digest, manifest);
    if (options.tag) tags.set(options.tag, digest);
    return {
      mediaType: manifest.mediaType,
      digest,
      size: manifest.bytes.length,
    };
  }

  async listTags(
    repository: RepositoryName,
    options: RequestOptions & { readonly limit?: number } = {},
  ): Promise<string[]> {
    return [...this.open(repository).tags.keys()]
      .sort()
      .slice(0, options.limit);
  }

  async listReferrers(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions & { readonly artifactType?: string } = {},
  ): Promise<Descriptor[]> {
    return [...this.open(repository).manifests.entries()].flatMap(
      ([its, { mediaType, bytes }]) => {
        const manifest: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
        if (manifest.subject?.digest !== digest) return [];
        const referrer = describeReferrer(
          { mediaType, digest: its, size: bytes.length },
          manifest,
        );
        return !options.artifactType ||
          referrer.artifactType === options.artifactType
          ? [referrer]
          : [];
      },
    );
  }

  async deleteManifest(
    repository: RepositoryName,
    digest: string,
  ): Promise<void> {
    const { manifests, tags } = this.open(repository);
    if (!manifests.delete(digest)) throw this.notFound(repository, digest);
    for (const [tag, its] of tags) if (its === digest) tags.delete(tag);
  }

  async deleteTag(repository: RepositoryName, tag: string): Promise<void> {
    if (!this.open(repository).tags.delete(tag))
      throw this.notFound(repository, tag);
  }

  async listRepositories(
    host: string,
    options: RequestOptions & { readonly limit?: number } = {},
  ): Promise<string[]> {
    return [...this.repositories]
      .filter(([, { manifests }]) => manifests.size > 0)
      .map(([name]) => name)
      .filter(name => name.startsWith(`${host}/`))
      .map(name => name.slice(host.length + 1))
      .sort()
      .slice(0, options.limit);
  }

  private open({ host, path }: RepositoryName): MemoryRepository {
    const key = `${host}/${path}`;
    const repository = this.repositories.get(key) ?? {
      blobs: new Map(),
      manifests: new Map(),
      tags: new Map(),
    };
    this.repositories.set(key, repository);
    return repository;
  }

  private notFound(
    { host, path }: RepositoryName,
    what: string,
  ): RegistryError {
    return new RegistryError({
      code: 'NOT_FOUND',
      status: 404,
      message: `There is no ${what} in ${host}/${path}.`,
    });
  }
}
