import {
  MediaType,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import { readBaseImage, type BaseParts } from './baseImage';
import { blobOf, finishPlan } from '../publish/finishPlan';
import type { PackagePlan, PackageSource } from '../PackageLayout';
import { readFolder, type FolderFile } from '../sources/readFolder';
import { planTarLayer, type TarLayer } from '../tar/tarLayer';

/** Files from this size on get a layer of their own, so that versions that share the weights share the layer. */
const OWN_LAYER_BYTES = 64 * 1024 * 1024;
/** One moment for every package: the digest must not depend on when it was made. */
const FIXED_TIME = '1970-01-01T00:00:00Z';
/** KServe's modelcar looks for the model here. */
const PREFIX = 'models/';

/** @public */
export interface PlanOptions {
  /** Reads the base image, where there is one. */
  readonly client?: RegistryClient;
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
 * Without a base image there is no shell in it. That is enough where Kubernetes mounts the image as a volume
 * (`oci+native://`); KServe's `modelcar` runs a shell in it, and needs a base that has one.
 *
 * @throws PackagingError; RegistryError where the base image cannot be read
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
  const layers: TarLayer[] = [];
  for (const group of groupIntoLayers(files)) {
    layers.push(
      await planTarLayer(group, {
        prefix: PREFIX,
        signal: options.signal,
        onBytes,
      }),
    );
  }
  const base = await readBase(source, options);
  return finishPlan({
    format: 'modelcar',
    files: layers
      .flatMap(layer => layer.files)
      .map(({ path, sizeBytes, digest }) => ({ path, sizeBytes, digest })),
    config: blobOf(MediaType.imageConfig, configOf(layers, base)),
    layers: [
      ...(base?.layers ?? []),
      ...layers.map(layer => ({
        descriptor: {
          mediaType: MediaType.imageLayerTar,
          digest: layer.digest,
          size: layer.sizeBytes,
        },
        open: () => layer.open(),
      })),
    ],
    annotations: annotationsOf(source),
  });
}

async function readBase(
  { base }: PackageSource,
  { client, signal }: PlanOptions,
): Promise<BaseParts | undefined> {
  if (!base) return undefined;
  if (!client) throw new TypeError('a base image is read with a client');
  return readBaseImage(client, base, signal);
}

function configOf(layers: readonly TarLayer[], base?: BaseParts): Buffer {
  const history = (created_by: string) => ({ created: FIXED_TIME, created_by });
  return Buffer.from(
    JSON.stringify({
      architecture: base?.platform.architecture ?? 'amd64',
      created: FIXED_TIME,
      os: base?.platform.os ?? 'linux',
      config: base?.config ?? {},
      rootfs: {
        type: 'layers',
        diff_ids: [
          ...(base?.diffIds ?? []),
          ...layers.map(({ digest }) => digest),
        ],
      },
      history: [
        ...(base?.layers ?? []).map(() => history('waybill: base image')),
        ...layers.map(({ files }) =>
          history(`waybill: ${files.length} file(s) under /models`),
        ),
      ],
    }),
  );
}

function annotationsOf({ annotations, base }: PackageSource) {
  if (!base) return annotations;
  return {
    'org.opencontainers.image.base.name': formatRepository(base.repository),
    'org.opencontainers.image.base.digest': base.digest,
    ...annotations,
  };
}

/** The small files together, each large one alone. */
function groupIntoLayers(files: readonly FolderFile[]): FolderFile[][] {
  const small = files.filter(({ sizeBytes }) => sizeBytes < OWN_LAYER_BYTES);
  const large = files.filter(({ sizeBytes }) => sizeBytes >= OWN_LAYER_BYTES);
  return [...(small.length > 0 ? [small] : []), ...large.map(file => [file])];
}
