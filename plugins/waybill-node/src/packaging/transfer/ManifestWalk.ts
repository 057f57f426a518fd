import {
  shortenDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  type FetchedManifest,
  type RegistryClient,
  type RepositoryName,
} from '../../registry';
import { CopyError, onSide, type CopySide } from './CopyError';
import { readManifestParts, type ManifestParts } from './manifestParts';

const MAX_DEPTH = 8;
const MAX_MANIFESTS = 2_000;
/** They are kept in memory until they are written. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;

/**
 * Reads manifests and what they point at, each once, children before parents. Bounded: whoever may push could otherwise
 * keep a reader busy for ever.
 */
export class ManifestWalk {
  /** In the order of writing. */
  readonly manifests: FetchedManifest[] = [];
  private readonly parts = new Map<string, ManifestParts>();
  private readonly source: CopySide;
  private totalBytes = 0;

  constructor(
    private readonly client: RegistryClient,
    private readonly repository: RepositoryName,
    private readonly signal?: AbortSignal,
  ) {
    this.source = { side: 'source', repository };
  }

  fetch(tagOrDigest: string): Promise<FetchedManifest> {
    const { client, repository, signal } = this;
    return onSide(this.source, 'read manifest', tagOrDigest, {
      signal,
      call: () => client.fetchManifest(repository, tagOrDigest, { signal }),
    });
  }

  /** What a manifest points at. @throws CopyError `MANIFEST_NOT_USABLE` */
  partsOf({ descriptor, bytes }: FetchedManifest): ManifestParts {
    const known = this.parts.get(descriptor.digest);
    const parts = known ?? readManifestParts(bytes);
    if (parts) return parts;
    throw this.refuse(
      'MANIFEST_NOT_USABLE',
      descriptor.digest,
      `it is no manifest of an image, an artifact or an index (${descriptor.mediaType}), and only these can be copied`,
    );
  }

  async add(manifest: FetchedManifest, depth = 0): Promise<void> {
    const { digest, size } = manifest.descriptor;
    if (this.parts.has(digest)) return;
    this.totalBytes += size;
    if (
      depth > MAX_DEPTH ||
      this.parts.size >= MAX_MANIFESTS ||
      this.totalBytes > MAX_TOTAL_BYTES
    )
      throw this.refuse(
        'TOO_MANY_MANIFESTS',
        digest,
        `there are more than ${MAX_MANIFESTS} manifests, ${MAX_DEPTH} levels of them or ${MAX_TOTAL_BYTES} bytes: copy its parts one by one`,
      );
    const parts = this.partsOf(manifest);
    // before the children: one that names its parent ends here
    this.parts.set(digest, parts);
    for (const child of parts.children)
      await this.add(await this.fetchChild(child), depth + 1);
    this.manifests.push(manifest);
  }

  /** Adds what is attached to something. A list may name what was deleted since: that is no reason to fail. */
  async addReferrer({ digest }: Descriptor): Promise<void> {
    if (this.parts.has(digest)) return;
    try {
      await this.add(await this.fetch(digest));
    } catch (error) {
      const isGone =
        error instanceof CopyError &&
        error.code === 'NOT_FOUND' &&
        error.object === digest &&
        error.cause instanceof RegistryError;
      if (!isGone) throw error;
    }
  }

  /** Blobs of some of the manifests, each once, the large ones first so that none is left alone at the end. */
  blobsOf(manifests: readonly FetchedManifest[]): Descriptor[] {
    const blobs = new Map<string, Descriptor>();
    for (const manifest of manifests)
      for (const blob of this.partsOf(manifest).blobs)
        blobs.set(blob.digest, blob);
    return [...blobs.values()].sort((a, b) => b.size - a.size);
  }

  private async fetchChild({
    digest,
    size,
  }: Descriptor): Promise<FetchedManifest> {
    const child = await this.fetch(digest);
    if (child.descriptor.size === size) return child;
    throw this.refuse(
      'MANIFEST_NOT_USABLE',
      digest,
      `it has ${child.descriptor.size} bytes and the index that names it says ${size}`,
    );
  }

  private refuse(
    code: 'MANIFEST_NOT_USABLE' | 'TOO_MANY_MANIFESTS',
    digest: string,
    why: string,
  ): CopyError {
    const { host, path } = this.repository;
    return new CopyError({
      code,
      side: 'source',
      operation: 'read manifest',
      object: digest,
      message: `${host}/${path}@${shortenDigest(
        digest,
      )} cannot be copied: ${why}.`,
    });
  }
}
