import {
  formatReference,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { FetchedManifest, RegistryClient } from '../../registry';
import type { PackageProgress } from '../PackageProgress';
import { BlobSource } from './BlobSource';
import { CopyError, onSide } from './CopyError';
import { inParallel } from './inParallel';
import {
  planCopy,
  refuseOtherTag,
  type CopyPlan,
  type CopySource,
  type CopyTarget,
  type PlanCopyOptions,
} from './planCopy';

/** Blobs on their way at a time: small ones do not wait for one another, and memory stays flat. */
const BLOBS_AT_A_TIME = 3;

/** @public */
export interface CopyOptions extends PlanCopyOptions {
  readonly onProgress?: (progress: PackageProgress) => void;
}

/** @public */
export interface CopyResult {
  readonly descriptor: Descriptor;
  /** `host/path@sha256:…` at the destination. */
  readonly reference: string;
  /** True where the version was there already. What is attached to it may have been copied nevertheless. */
  readonly wasThere: boolean;
  /** Manifests that were written, those of signatures with them. */
  readonly copiedManifests: number;
  /** Bytes of blobs that went from one registry to the other: none of those that were there or were mounted. */
  readonly sentBytes: number;
  readonly warnings: readonly string[];
}

/**
 * Copies a package from one repository to another with everything that it consists of, and what is attached to it:
 * bytes stay as they are, so that digests and signatures stay good. Within a registry blobs are mounted, between
 * registries they are streamed; nothing is on disk. The tag is the last write, and one that names something else is
 * refused. What is there already is not sent again.
 *
 * @throws CopyError; PackagingError `TAG_EXISTS`; InvalidReferenceError; the signal's reason once it is aborted
 * @public
 */
export async function copyPackage(
  client: RegistryClient,
  from: CopySource,
  to: CopyTarget,
  options: CopyOptions = {},
): Promise<CopyResult> {
  const plan = await planCopy(client, from, to, options);
  return applyCopy(client, plan, options);
}

/**
 * Performs a planned copy.
 *
 * @throws as {@link copyPackage}
 * @public
 */
export async function applyCopy(
  client: RegistryClient,
  plan: CopyPlan,
  options: Pick<CopyOptions, 'signal' | 'onProgress'> = {},
): Promise<CopyResult> {
  const { signal } = options;
  const { repository, tag } = plan.to;
  const sentBytes = await copyBlobs(client, plan, options);
  for (const manifest of plan.manifests)
    await writeManifest(client, plan, manifest, { signal });
  for (const signature of plan.signatureTags)
    await writeManifest(client, plan, signature.manifest, {
      tag: signature.tag,
      signal,
    });
  if (tag && !plan.wasThere) {
    // somebody else may have been faster: a copy takes its time
    await refuseOtherTag(client, { repository, tag }, plan.descriptor, signal);
    await writeManifest(client, plan, plan.root, { tag, signal });
  }
  const { digest } = plan.descriptor;
  return {
    descriptor: plan.descriptor,
    reference: formatReference({ ...repository, digest }),
    wasThere: plan.wasThere,
    copiedManifests: plan.manifests.length,
    sentBytes,
    warnings: plan.warnings,
  };
}

/** @returns bytes that were streamed */
async function copyBlobs(
  client: RegistryClient,
  plan: CopyPlan,
  { signal, onProgress }: Pick<CopyOptions, 'signal' | 'onProgress'>,
): Promise<number> {
  const done = new Map<string, number>();
  let sentBytes = 0;
  const tell = (digest: string, bytes: number) => {
    // a blob that is sent again begins again; the whole never goes back
    done.set(digest, Math.max(bytes, done.get(digest) ?? 0));
    const doneBytes = [...done.values()].reduce((sum, its) => sum + its, 0);
    onProgress?.({ phase: 'send', doneBytes, totalBytes: plan.totalBytes });
  };
  await inParallel(plan.blobs, BLOBS_AT_A_TIME, signal, async (blob, its) => {
    const received = await copyBlob(client, plan, blob, {
      signal: its,
      onBytes: bytes => tell(blob.digest, bytes),
    });
    sentBytes += received;
    tell(blob.digest, blob.size);
  });
  return sentBytes;
}

async function copyBlob(
  client: RegistryClient,
  { from, to }: CopyPlan,
  blob: Descriptor,
  options: {
    readonly signal?: AbortSignal;
    readonly onBytes: (bytes: number) => void;
  },
): Promise<number> {
  const { signal } = options;
  const source = new BlobSource(client, from, blob, signal);
  const isSameHost = from.repository.host === to.repository.host;
  try {
    await client.pushBlob(to.repository, blob, () => source.open(), {
      signal,
      mountFrom: isSameHost ? from.repository.path : undefined,
      onProgress: ({ transferredBytes }) => options.onBytes(transferredBytes),
    });
  } catch (cause) {
    const isSource = source.failure !== undefined;
    await onSide(
      isSource
        ? { side: 'source', repository: from.repository }
        : { side: 'destination', repository: to.repository },
      isSource ? 'read blob' : 'write blob',
      blob.digest,
      { signal, call: () => Promise.reject(source.failure ?? cause) },
    );
  }
  return source.receivedBytes;
}

async function writeManifest(
  client: RegistryClient,
  { to }: CopyPlan,
  { descriptor, bytes }: FetchedManifest,
  options: { readonly tag?: string; readonly signal?: AbortSignal },
): Promise<void> {
  const { repository } = to;
  const { mediaType, digest } = descriptor;
  const operation = options.tag ? 'write tag' : 'write manifest';
  const object = options.tag ?? digest;
  const written = await onSide(
    { side: 'destination', repository },
    operation,
    object,
    {
      signal: options.signal,
      call: () =>
        client.pushManifest(repository, { mediaType, bytes }, options),
    },
  );
  if (written.digest === digest) return;
  throw new CopyError({
    code: 'MANIFEST_NOT_USABLE',
    side: 'destination',
    operation,
    object,
    message: `${digest} cannot be copied: it would be ${written.digest} in ${repository.host}/${repository.path}, and nothing that names it would find it.`,
  });
}
