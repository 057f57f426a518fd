import {
  MediaType,
  formatRepository,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import type { FileTree, SourceFile } from '../FileTree';
import type {
  BaseImage,
  LayerLayout,
  PackageLayout,
  Platform,
} from '../PackageLayout';
import { blobOf, sealIndex, sealManifest } from '../publish/sealManifest';
import { byPath } from '../sources/packagePath';
import { tarLayer } from '../tar/tarLayer';
import { readBaseImage, type BaseParts } from './baseImage';

/** Files from this size on get a layer of their own, so that versions that share the weights share the layer. */
const OWN_LAYER_BYTES = 64 * 1024 * 1024;
/** One moment for every package: the digest must not depend on when it was made. */
const FIXED_TIME = '1970-01-01T00:00:00Z';
/** KServe's modelcar looks for the model here. */
const PREFIX = 'models/';

const DEFAULT_PLATFORM: Platform = { architecture: 'amd64', os: 'linux' };

/** @public */
export interface ModelcarOptions {
  /** Annotations of the manifest, e.g. `org.opencontainers.image.version`. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly base?: BaseImage;
  /** `linux/amd64` where absent; with several, an index of an image for each: the model's layers are the same. */
  readonly platforms?: readonly Platform[];
  /** Reads the base image, where there is one. */
  readonly client?: RegistryClient;
  readonly signal?: AbortSignal;
}

/**
 * Lays out a modelcar: a plain OCI image with the files under `/models` (KServe v0.20 `oci://`). Uncompressed layers,
 * since weights do not compress; no entrypoint, since KServe's sidecar brings its command as arguments; modes 0644 and
 * 0755, whatever they are on disk. The same files give the same digest on any machine.
 *
 * Without a base image there is no shell in it. That is enough where Kubernetes mounts the image as a volume
 * (`oci+native://`); KServe's `modelcar` runs a shell in it, and needs a base that has one.
 *
 * @throws PackagingError `BASE_NOT_USABLE`; RegistryError where the base image cannot be read
 * @public
 */
export async function layoutModelcar(
  tree: FileTree,
  options: ModelcarOptions = {},
): Promise<PackageLayout> {
  const groups = groupIntoLayers(tree.files);
  const model = groups.map(layoutLayer);
  const platforms = await readPlatforms(options);
  return {
    format: 'modelcar',
    layers: [...platforms.flatMap(({ base }) => base?.layers ?? []), ...model],
    seal: descriptors => {
      const own = descriptors.slice(descriptors.length - model.length);
      let position = 0;
      const images = platforms.map(({ platform, base }) => {
        const count = base?.layers.length ?? 0;
        const below = descriptors.slice(position, position + count);
        position += count;
        return {
          platform,
          ...sealManifest({
            config: blobOf(
              MediaType.imageConfig,
              configOf(groups, own, platform, base),
            ),
            layers: [...below, ...own],
            annotations: annotationsOf(options),
          }),
        };
      });
      return images.length === 1
        ? images[0]
        : sealIndex(images, annotationsOf(options));
    },
  };
}

interface PlatformParts {
  readonly platform: Platform;
  readonly base?: BaseParts;
}

async function readPlatforms({
  base,
  platforms = [DEFAULT_PLATFORM],
  client,
  signal,
}: ModelcarOptions): Promise<PlatformParts[]> {
  if (!base) return platforms.map(platform => ({ platform }));
  if (!client) throw new TypeError('a base image is read with a client');
  return Promise.all(
    platforms.map(async platform => ({
      platform,
      base: await readBaseImage(client, base, platform, signal),
    })),
  );
}

function layoutLayer(files: readonly SourceFile[]): LayerLayout {
  const folders = foldersOf(files).map(path => ({ path }));
  const members = files.map(file => ({ path: PREFIX + file.path, file }));
  return {
    mediaType: MediaType.imageLayerTar,
    ...tarLayer([...folders, ...members]),
  };
}

/** Every folder on the way to a file, parents first. */
function foldersOf(files: readonly SourceFile[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    const segments = (PREFIX + file.path).split('/').slice(0, -1);
    for (let depth = 1; depth <= segments.length; depth++)
      folders.add(`${segments.slice(0, depth).join('/')}/`);
  }
  return [...folders]
    .map(path => ({ path }))
    .sort(byPath)
    .map(({ path }) => path);
}

function configOf(
  groups: readonly (readonly SourceFile[])[],
  layers: readonly Descriptor[],
  platform: Platform,
  base?: BaseParts,
): Buffer {
  const history = (created_by: string) => ({ created: FIXED_TIME, created_by });
  return Buffer.from(
    JSON.stringify({
      architecture: platform.architecture,
      created: FIXED_TIME,
      os: platform.os,
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
        ...groups.map(({ length }) =>
          history(`waybill: ${length} file(s) under /models`),
        ),
      ],
    }),
  );
}

function annotationsOf({ annotations, base }: ModelcarOptions) {
  if (!base) return annotations;
  return {
    'org.opencontainers.image.base.name': formatRepository(base.repository),
    'org.opencontainers.image.base.digest': base.digest,
    ...annotations,
  };
}

/** The small files together, each large one alone. */
function groupIntoLayers(files: readonly SourceFile[]): SourceFile[][] {
  const small = files.filter(({ sizeBytes }) => sizeBytes < OWN_LAYER_BYTES);
  const large = files.filter(({ sizeBytes }) => sizeBytes >= OWN_LAYER_BYTES);
  return [...(small.length > 0 ? [small] : []), ...large.map(file => [file])];
}
