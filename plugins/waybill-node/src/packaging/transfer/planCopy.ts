import {
  formatReference,
  validateTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
} from '../../registry';
import { PackagingError } from '../PackagingError';
import { onSide, type CopySide } from './CopyError';
import { ManifestWalk } from './ManifestWalk';
import { selectPlatforms } from './selectPlatforms';
import { findSignatures, keepTheirs, type SignatureTag } from './signatureTags';

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
  readonly signatureTags: readonly SignatureTag[];
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
