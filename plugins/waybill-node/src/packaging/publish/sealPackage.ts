import type {
  Descriptor,
  PackageFile,
} from '@waybill/backstage-plugin-waybill-common';
import { streamOf } from '../../registry';
import { hashReader } from '../../registry/hashing/hashReader';
import type { LayerLayout, PackageLayout, PackagePlan } from '../PackageLayout';
import type { PackageProgress } from '../PackageProgress';
import { readSegments } from '../sources/readSegments';
import { layerKey, type DigestCache } from './DigestCache';

/** @public */
export interface SealOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PackageProgress) => void;
  /** Digests that were found before. */
  readonly digestCache?: DigestCache;
}

/**
 * Determines a package without sending anything: reads every file once, unless the cache knows it.
 *
 * @throws PackagingError `FILE_CHANGED`; whatever the origin of the files throws
 * @public
 */
export async function sealPackage(
  layout: PackageLayout,
  options: SealOptions = {},
): Promise<PackagePlan> {
  const { onProgress } = options;
  const totalBytes = layoutBytes(layout);
  let doneBytes = 0;
  const descriptors: Descriptor[] = [];
  for (const layer of layout.layers) {
    const before = doneBytes;
    const digest = await digestOfLayer(layer, {
      ...options,
      onRead: (bytes, file) =>
        onProgress?.({
          phase: 'read',
          doneBytes: before + bytes,
          totalBytes,
          file,
        }),
    });
    doneBytes += layer.sizeBytes;
    onProgress?.({ phase: 'read', doneBytes, totalBytes });
    descriptors.push(describeLayer(layer, digest));
  }
  await options.digestCache?.save();
  return planOf(layout, descriptors);
}

/** The plan of a package whose layers are known. */
export function planOf(
  layout: PackageLayout,
  descriptors: readonly Descriptor[],
): PackagePlan {
  return {
    ...layout.seal(descriptors),
    format: layout.format,
    files: filesOf(layout),
    layers: layout.layers.map(({ mountFrom, segments }, index) => ({
      descriptor: descriptors[index],
      ...(mountFrom ? { mountFrom } : {}),
      open: () => streamOf(readSegments(segments())),
    })),
  };
}

/** What is known of a layer, or remembered, or else read. */
export async function digestOfLayer(
  layer: LayerLayout,
  options: Pick<SealOptions, 'signal' | 'digestCache'> & {
    readonly onRead?: (bytes: number, file?: string) => void;
  },
): Promise<string> {
  const { signal, digestCache, onRead } = options;
  if (layer.digest) return layer.digest;
  const key = digestCache && layerKey(layer);
  const remembered = key && digestCache.get(key);
  if (remembered) return remembered;

  let file: string | undefined;
  let bytes = 0;
  const reader = readSegments(layer.segments(), {
    signal,
    onFile: path => {
      file = path;
    },
  });
  const digest = await hashReader(reader, {
    sizeBytes: layer.sizeBytes,
    signal,
    onBytes: length => {
      bytes += length;
      onRead?.(bytes, file);
    },
  });
  if (key) digestCache.set(key, digest);
  return digest;
}

export function describeLayer(layer: LayerLayout, digest: string): Descriptor {
  const { mediaType, sizeBytes, annotations } = layer;
  return {
    mediaType,
    digest,
    size: sizeBytes,
    ...(annotations ? { annotations } : {}),
  };
}

export function layoutBytes({ layers }: PackageLayout): number {
  return layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** @public */
export function filesOf({ layers }: PackageLayout): PackageFile[] {
  return layers
    .flatMap(({ files }) => files)
    .map(({ path, sizeBytes, mode, digest }) => ({
      path,
      sizeBytes,
      mode,
      ...(digest ? { digest } : {}),
    }));
}
