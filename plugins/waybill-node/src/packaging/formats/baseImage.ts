import { Readable } from 'node:stream';
import {
  MediaType,
  isDigest,
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import type { RegistryClient } from '../../registry';
import type { SourceFile } from '../FileTree';
import type { BaseImage, LayerLayout, Platform } from '../PackageLayout';
import { PackagingError } from '../PackagingError';

/** Docker's names for layers whose bytes are those of OCI's. */
const LAYER_TYPES: Readonly<Record<string, string>> = {
  [MediaType.imageLayerTar]: MediaType.imageLayerTar,
  [MediaType.imageLayerTarGzip]: MediaType.imageLayerTarGzip,
  'application/vnd.oci.image.layer.v1.tar+zstd':
    'application/vnd.oci.image.layer.v1.tar+zstd',
  'application/vnd.docker.image.rootfs.diff.tar': MediaType.imageLayerTar,
  'application/vnd.docker.image.rootfs.diff.tar.gzip':
    MediaType.imageLayerTarGzip,
};
const MAX_LAYERS = 100;
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

const digestSchema = z.string().refine(isDigest, 'is no digest');
const platformSchema = z.object({ architecture: z.string(), os: z.string() });
const descriptorSchema = z.object({
  mediaType: z.string(),
  digest: digestSchema,
  size: z.number().int().nonnegative(),
});
const indexSchema = z.object({
  manifests: z.array(
    descriptorSchema.extend({ platform: platformSchema.optional() }),
  ),
});
const imageSchema = z.object({
  config: descriptorSchema.extend({
    size: z.number().int().nonnegative().max(MAX_CONFIG_BYTES),
  }),
  layers: z.array(descriptorSchema).max(MAX_LAYERS),
});
const configSchema = platformSchema.extend({
  rootfs: z.object({ diff_ids: z.array(digestSchema) }),
  // how its programs expect to be run; never what is run: KServe brings the command
  config: z
    .object({
      Env: z.array(z.string()).optional(),
      User: z.string().optional(),
      WorkingDir: z.string().optional(),
    })
    .nullish(),
});

/** What of a base image goes into the image on top of it. */
export interface BaseParts {
  readonly layers: readonly LayerLayout[];
  readonly diffIds: readonly string[];
  readonly platform: Platform;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads manifest and config of a base image.
 *
 * @throws PackagingError `BASE_NOT_USABLE`; RegistryError; InvalidReferenceError
 */
export async function readBaseImage(
  client: RegistryClient,
  base: BaseImage,
  wanted: Platform,
  signal?: AbortSignal,
): Promise<BaseParts> {
  const image = await readImage(client, base, wanted, signal);
  const chunks: Buffer[] = [];
  const stream = await client.fetchBlob(base.repository, image.config, {
    signal,
  });
  for await (const chunk of stream) chunks.push(chunk);
  const { rootfs, architecture, os, config } = parse(
    base,
    configSchema,
    Buffer.concat(chunks),
  );
  if (architecture !== wanted.architecture || os !== wanted.os)
    throw notUsable(base, `it is no image for ${formatPlatform(wanted)}`);
  if (rootfs.diff_ids.length !== image.layers.length)
    throw notUsable(base, 'its config names other layers than its manifest');
  return {
    layers: image.layers.map(layer => layerOf(client, base, layer)),
    diffIds: rootfs.diff_ids,
    platform: { architecture, os },
    config: config ?? {},
  };
}

async function readImage(
  client: RegistryClient,
  base: BaseImage,
  wanted: Platform,
  signal?: AbortSignal,
): Promise<z.infer<typeof imageSchema>> {
  const { repository } = base;
  const digest = validateDigest(base.digest);
  const found = await client.fetchManifest(repository, digest, { signal });
  const isIndex =
    found.descriptor.mediaType === MediaType.imageIndex ||
    found.descriptor.mediaType === MediaType.dockerManifestList;
  if (!isIndex) return parse(base, imageSchema, found.bytes);

  const chosen = parse(base, indexSchema, found.bytes).manifests.find(
    ({ platform }) =>
      platform?.architecture === wanted.architecture &&
      platform.os === wanted.os,
  );
  if (!chosen)
    throw notUsable(base, `it has no image for ${formatPlatform(wanted)}`);
  const { bytes } = await client.fetchManifest(repository, chosen.digest, {
    signal,
  });
  return parse(base, imageSchema, bytes);
}

function formatPlatform({ os, architecture }: Platform): string {
  return `${os}/${architecture}`;
}

/** A layer that is in a registry already: mounted where it is the same one, else sent on as it comes. */
function layerOf(
  client: RegistryClient,
  base: BaseImage,
  { mediaType, digest, size }: Descriptor,
): LayerLayout {
  const type = LAYER_TYPES[mediaType];
  if (!type) throw notUsable(base, `it has a layer of the type ${mediaType}`);
  const read = async function* read(signal?: AbortSignal) {
    const layer = { mediaType, digest, size };
    yield* await client.fetchBlob(base.repository, layer, { signal });
  };
  const layer: SourceFile = {
    path: `layer ${digest} of the base image`,
    sizeBytes: size,
    mode: 0o644,
    open: ({ signal } = {}) =>
      Readable.from(read(signal), { objectMode: false }),
  };
  return {
    mediaType: type,
    digest,
    sizeBytes: size,
    mountFrom: base.repository,
    files: [],
    segments: () => [layer],
  };
}

function parse<T>(base: BaseImage, schema: z.ZodType<T>, bytes: Buffer): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw notUsable(
      base,
      'its manifest or config is not that of an image',
      cause,
    );
  }
}

function notUsable(
  { repository, digest }: BaseImage,
  why: string,
  cause?: unknown,
): PackagingError {
  return new PackagingError({
    code: 'BASE_NOT_USABLE',
    cause,
    message: `The base image ${repository.host}/${repository.path}@${digest} cannot be built upon: ${why}. Choose an image for Linux by its digest.`,
  });
}
