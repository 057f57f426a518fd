import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackagePlan, PackageSource, PlannedBlob } from './ModelPackager';
import { readFolder, type FolderFile } from './readFolder';
import { planTarLayer } from './tarLayer';

/** Files from this size on get a layer of their own, so that versions that share the weights share the layer. */
const OWN_LAYER_BYTES = 64 * 1024 * 1024;
/** One moment for every package: the digest must not depend on when it was made. */
const FIXED_TIME = '1970-01-01T00:00:00Z';
/** KServe's modelcar looks for the model here. */
const PREFIX = 'models/';

/** @public */
export interface PlanOptions {
  readonly signal?: AbortSignal;
  /** Bytes read so far, of all there are. */
  readonly onProgress?: (progress: {
    readonly readBytes: number;
    readonly totalBytes: number;
  }) => void;
}

/**
 * Plans a modelcar: a plain OCI image with the folder's files under `/models` (KServe v0.20 `oci://`). Uncompressed
 * layers, since weights do not compress; no entrypoint, since KServe's sidecar brings its command as arguments. The
 * same files give the same digest on any machine. Files are read once and nothing is written.
 *
 * Without a base image there is no shell in it: mountable as image volume, and by KServe where `modelcar` runs it with
 * a shell only on a base that has one.
 *
 * @throws PackagingError
 * @public
 */
export async function planModelcar(
  source: PackageSource,
  options: PlanOptions = {},
): Promise<PackagePlan> {
  const files = await readFolder(source.directory, options.signal);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: number) => {
    readBytes += bytes;
    options.onProgress?.({ readBytes, totalBytes });
  };
  const layers = [];
  for (const group of groupIntoLayers(files)) {
    layers.push(
      await planTarLayer(group, {
        prefix: PREFIX,
        signal: options.signal,
        onBytes,
      }),
    );
  }
  const config = blobOf(
    MediaType.imageConfig,
    Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        created: FIXED_TIME,
        os: 'linux',
        config: {},
        rootfs: {
          type: 'layers',
          diff_ids: layers.map(({ digest }) => digest),
        },
        history: layers.map(layer => ({
          created: FIXED_TIME,
          created_by: `waybill: ${layer.files.length} file(s) under /models`,
        })),
      }),
    ),
  );
  return finishPlan({
    format: 'modelcar',
    files: layers
      .flatMap(layer => layer.files)
      .map(({ path, sizeBytes, digest }) => ({ path, sizeBytes, digest })),
    config,
    layers: layers.map(layer => ({
      descriptor: {
        mediaType: MediaType.imageLayerTar,
        digest: layer.digest,
        size: layer.sizeBytes,
      },
      open: () => layer.open(),
    })),
    annotations: source.annotations,
  });
}

/** Completes a plan with its manifest. The order of fields is part of the digest. */
export function finishPlan(
  parts: Pick<PackagePlan, 'format' | 'files' | 'config' | 'layers'> & {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly artifactType?: string;
  },
): PackagePlan {
  const { annotations, artifactType, ...plan } = parts;
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    ...(artifactType ? { artifactType } : {}),
    config: plan.config.descriptor,
    layers: plan.layers.map(({ descriptor }) => descriptor),
    ...(annotations
      ? {
          annotations: Object.fromEntries(
            Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)),
          ),
        }
      : {}),
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    ...plan,
    manifest,
    manifestBytes,
    descriptor: describeBytes(MediaType.imageManifest, manifestBytes),
  };
}

/** A blob that is small and known already. */
export function blobOf(mediaType: string, bytes: Buffer): PlannedBlob {
  return {
    descriptor: describeBytes(mediaType, bytes),
    open: () => Readable.from([bytes]),
  };
}

function describeBytes(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    size: bytes.length,
  };
}

/** The small files together, each large one alone. */
function groupIntoLayers(files: readonly FolderFile[]): FolderFile[][] {
  const small = files.filter(({ sizeBytes }) => sizeBytes < OWN_LAYER_BYTES);
  const large = files.filter(({ sizeBytes }) => sizeBytes >= OWN_LAYER_BYTES);
  return [...(small.length > 0 ? [small] : []), ...large.map(file => [file])];
}
