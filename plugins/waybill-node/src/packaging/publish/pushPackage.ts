import {
  formatReference,
  validateTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  RegistryClient,
  RepositoryName,
  TransferProgress,
} from '../../registry';
import type { PackagePlan, PlannedBlob } from '../PackageLayout';
import type { PackageProgress } from '../PackageProgress';
import { PackagingError } from '../PackagingError';

/** @public */
export interface PushOptions {
  /** Version tag; never `latest`. */
  readonly tag: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PackageProgress) => void;
}

/** @public */
export interface PushResult {
  readonly descriptor: Descriptor;
  /** `host/path@sha256:…` */
  readonly reference: string;
  /** True where the registry had the version already and nothing was sent. */
  readonly wasThere: boolean;
}

/**
 * Publishes a planned package: blobs, then the manifest, then the tag, so that a tag never names what is incomplete.
 * Pushing what is there already changes nothing.
 *
 * @throws PackagingError `TAG_EXISTS`, `FILE_CHANGED`; InvalidReferenceError; RegistryError
 * @public
 */
export async function pushPackage(
  client: RegistryClient,
  repository: RepositoryName,
  plan: PackagePlan,
  options: PushOptions,
): Promise<PushResult> {
  const tag = validateTag(options.tag);
  const { signal } = options;
  const { digest } = plan.descriptor;
  const existing = await client.resolve(repository, tag, { signal });
  if (existing && existing.digest !== digest) {
    throw new PackagingError({
      code: 'TAG_EXISTS',
      message: `${formatReference({ ...repository, tag })} is ${
        existing.digest
      } already, and these files would be ${digest}: versions are immutable, choose a new one.`,
    });
  }
  const reference = formatReference({ ...repository, digest });
  if (existing)
    return { descriptor: plan.descriptor, reference, wasThere: true };

  const images = plan.index?.images ?? [plan];
  const configs = images.map(({ config }) => config);
  await pushBlobs(client, repository, [...plan.layers, ...configs], options);
  if (plan.index) {
    for (const { descriptor, manifestBytes } of images) {
      const { mediaType } = descriptor;
      const image = { mediaType, bytes: manifestBytes };
      await client.pushManifest(repository, image, { signal });
    }
  }
  const { mediaType } = plan.descriptor;
  const bytes = plan.index?.bytes ?? plan.manifestBytes;
  await client.pushManifest(repository, { mediaType, bytes }, { signal, tag });
  return { descriptor: plan.descriptor, reference, wasThere: false };
}

async function pushBlobs(
  client: RegistryClient,
  repository: RepositoryName,
  blobs: readonly PlannedBlob[],
  { signal, onProgress }: PushOptions,
): Promise<void> {
  const totalBytes = blobs.reduce(
    (sum, { descriptor }) => sum + descriptor.size,
    0,
  );
  let doneBytes = 0;
  const tell = (ofThisBlob: number) =>
    onProgress?.({
      phase: 'send',
      doneBytes: doneBytes + ofThisBlob,
      totalBytes,
    });
  for (const blob of blobs) {
    await pushKnownBlob(client, repository, blob, {
      signal,
      onProgress: ({ transferredBytes }) => tell(transferredBytes),
    });
    doneBytes += blob.descriptor.size;
    tell(0);
  }
}

/** Mounts a blob where the registry has it elsewhere, and sends it where it has not. */
export function pushKnownBlob(
  client: RegistryClient,
  repository: RepositoryName,
  { descriptor, mountFrom, open }: PlannedBlob,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: TransferProgress) => void;
  },
): Promise<void> {
  return client.pushBlob(repository, descriptor, open, {
    ...options,
    mountFrom: mountFrom?.host === repository.host ? mountFrom.path : undefined,
  });
}
