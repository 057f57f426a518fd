import {
  formatReference,
  legacySignatureTag,
  validateTag,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
} from '../../registry';
import { PackagingError } from '../PackagingError';
import { onSide, type CopySide } from './CopyError';
import { ManifestWalk } from './ManifestWalk';
import { selectPlatforms } from './selectPlatforms';

/** What is copied. @public */
export interface CopySource {
  readonly repository: RepositoryName;
  readonly tagOrDigest: string;
}

/** Where to. @public */
export interface CopyTarget {
  readonly repository: RepositoryName;
  /** Never `latest`. Where absent, the package is there by digest only. */
  readonly tag?: string;
}

/** @public */
export interface PlanCopyOptions {
  /**
   * Signatures and attestations go along: referrers, and cosign's `.sig`, `.att` and `.sbom` tags. True where absent:
   * a copy stays as verifiable as it was.
   */
  readonly withReferrers?: boolean;
  /**
   * `linux/amd64`, `linux/arm64/v8`: of an index only the images for these. One image is then copied as it is; several
   * make a new index, with a digest of its own and without the signatures of the whole one.
   */
  readonly platforms?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A copy before anything is sent: printable, what a dry run shows. @public */
export interface CopyPlan {
  readonly from: CopySource;
  readonly to: CopyTarget;
  /** What the tag will name. */
  readonly descriptor: Descriptor;
  /** What the destination does not have, in the order of writing: what a manifest points at comes before it. */
  readonly manifests: readonly FetchedManifest[];
  /** Blobs of these manifests, each once. The destination may have some of them. */
  readonly blobs: readonly Descriptor[];
  /** cosign's tags that will be written. */
  readonly signatureTags: readonly {
    readonly tag: string;
    readonly manifest: FetchedManifest;
  }[];
  /** The manifest of the package itself. */
  readonly root: FetchedManifest;
  /** Bytes of all blobs. */
  readonly totalBytes: number;
  /** True where the tag names the package already, or where none is asked for and the package is there. */
  readonly wasThere: boolean;
  /** What will not be as in the source, and why. */
  readonly warnings: readonly string[];
}

/**
 * Reads everything that a package consists of, manifests only, and compares it with what the destination has.
 *
 * @throws CopyError; PackagingError `TAG_EXISTS`; InvalidReferenceError
 * @public
 */
export async function planCopy(
  client: RegistryClient,
  from: CopySource,
  to: CopyTarget,
  options: PlanCopyOptions = {},
): Promise<CopyPlan> {
  const tag = to.tag === undefined ? undefined : validateTag(to.tag);
  const { signal, withReferrers = true } = options;
  const source: CopySide = { side: 'source', repository: from.repository };
  const walk = new ManifestWalk(client, from.repository, signal);
  const whole = await walk.fetch(from.tagOrDigest);
  const root = options.platforms?.length
    ? await selectPlatforms(walk, whole, options.platforms)
    : whole;
  await walk.add(root);
  const tagged = tag
    ? await refuseOtherTag(client, { ...to, tag }, root.descriptor, signal)
    : false;
  const found = withReferrers
    ? await findSignatures(client, walk, source, signal)
    : [];
  const { signatureTags, warnings } = await keepTheirs(
    client,
    to.repository,
    found,
    signal,
  );
  const missing = await notThere(client, to.repository, walk.manifests, signal);
  const blobs = walk.blobsOf(missing);
  const isRootThere = !missing.some(
    ({ descriptor }) => descriptor.digest === root.descriptor.digest,
  );
  return {
    from,
    to: { ...to, ...(tag ? { tag } : {}) },
    descriptor: root.descriptor,
    root,
    manifests: missing,
    blobs,
    signatureTags,
    totalBytes: blobs.reduce((sum, { size }) => sum + size, 0),
    wasThere: tag ? tagged : isRootThere,
    warnings,
  };
}

/**
 * @returns true where the tag names the digest already
 * @throws PackagingError `TAG_EXISTS`
 */
export async function refuseOtherTag(
  client: RegistryClient,
  to: CopyTarget & { readonly tag: string },
  { digest }: Descriptor,
  signal?: AbortSignal,
): Promise<boolean> {
  const existing = await onSide(
    { side: 'destination', repository: to.repository },
    'resolve',
    to.tag,
    { signal, call: () => client.resolve(to.repository, to.tag, { signal }) },
  );
  if (!existing || existing.digest === digest) return Boolean(existing);
  throw new PackagingError({
    code: 'TAG_EXISTS',
    message: `${formatReference({ ...to.repository, tag: to.tag })} is ${
      existing.digest
    } already, and the copy would be ${digest}: versions are immutable, choose a new one.`,
  });
}

interface SignatureTag {
  readonly tag: string;
  readonly manifest: FetchedManifest;
}

/** The tags under which cosign's legacy form keeps what belongs to a digest (cosign v3.1.2). */
function legacyTags(digest: string): string[] {
  const signature = legacySignatureTag(digest);
  return ['.sig', '.att', '.sbom'].map(suffix =>
    signature.replace(/\.sig$/, suffix),
  );
}

/** Adds to the walk what is attached to what is in it, and to that again. */
async function findSignatures(
  client: RegistryClient,
  walk: ManifestWalk,
  source: CopySide,
  signal?: AbortSignal,
): Promise<SignatureTag[]> {
  const tags: SignatureTag[] = [];
  const asked = new Set<string>();
  // the walk grows meanwhile, and is bounded
  for (const { descriptor } of walk.manifests) {
    const { digest } = descriptor;
    if (asked.has(digest)) continue;
    asked.add(digest);
    for (const tag of legacyTags(digest)) {
      const found = await onSide(source, 'resolve', tag, {
        signal,
        call: () => client.resolve(source.repository, tag, { signal }),
      });
      if (!found) continue;
      const manifest = await walk.fetch(found.digest);
      await walk.add(manifest);
      tags.push({ tag, manifest });
    }
    const referrers = await onSide(source, 'list referrers', digest, {
      signal,
      call: () => client.listReferrers(source.repository, digest, { signal }),
    });
    for (const referrer of referrers) await walk.addReferrer(referrer);
  }
  return tags;
}

/** Signatures that the destination has and the source has not are never overwritten. */
async function keepTheirs(
  client: RegistryClient,
  repository: RepositoryName,
  found: readonly SignatureTag[],
  signal?: AbortSignal,
): Promise<{ signatureTags: SignatureTag[]; warnings: string[] }> {
  const destination: CopySide = { side: 'destination', repository };
  const signatureTags: SignatureTag[] = [];
  const warnings: string[] = [];
  for (const entry of found) {
    const { tag, manifest } = entry;
    const options: RequestOptions = { signal };
    const existing = await onSide(destination, 'resolve', tag, {
      signal,
      call: () => client.resolve(repository, tag, options),
    });
    if (existing?.digest === manifest.descriptor.digest) continue;
    if (!existing) {
      signatureTags.push(entry);
      continue;
    }
    const theirs = await onSide(destination, 'read manifest', tag, {
      signal,
      call: () => client.fetchManifest(repository, existing.digest, options),
    });
    const missingHere = layersOf(theirs).filter(
      layer => !layersOf(manifest).includes(layer),
    );
    const missingThere = layersOf(manifest).filter(
      layer => !layersOf(theirs).includes(layer),
    );
    if (missingThere.length === 0) continue;
    if (missingHere.length === 0) signatureTags.push(entry);
    else
      warnings.push(
        `The tag ${tag} of ${repository.host}/${repository.path} holds signatures that the source does not have: it was left as it is, and ${missingThere.length} of the source's are not in it. Sign the copy there.`,
      );
  }
  return { signatureTags, warnings };
}

/** Layers as texts that are equal where the layers are: one payload may be signed by several keys. */
function layersOf({ bytes }: FetchedManifest): string[] {
  const { layers }: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
  return (layers ?? []).map(({ digest, annotations = {} }) =>
    JSON.stringify([digest, Object.entries(annotations).sort()]),
  );
}

async function notThere(
  client: RegistryClient,
  repository: RepositoryName,
  manifests: readonly FetchedManifest[],
  signal?: AbortSignal,
): Promise<FetchedManifest[]> {
  const missing: FetchedManifest[] = [];
  for (const manifest of manifests) {
    const { digest } = manifest.descriptor;
    const there = await onSide(
      { side: 'destination', repository },
      'resolve',
      digest,
      { signal, call: () => client.resolve(repository, digest, { signal }) },
    );
    if (!there) missing.push(manifest);
  }
  return missing;
}
