import { MediaType } from './mediaTypes';
import type { PackageFormat } from './package';

/**
 * What a layer is for, in the words of the Kitfile; `image` is a layer of a runnable image, `other` anything else.
 *
 * @public
 */
export type LayerRole =
  | 'model'
  | 'model-part'
  | 'dataset'
  | 'code'
  | 'docs'
  | 'mcp-server'
  | 'image'
  | 'other';

/** What a layer's media type says of its bytes. @public */
export interface LayerType {
  readonly role: LayerRole;
  /** `tar` holds files, `raw` is one. */
  readonly shape: 'tar' | 'raw';
  readonly compression: 'none' | 'gzip' | 'zstd';
}

/**
 * By artifact type or config type, as the formats' own tools tell them (KitOps 1.17, model-spec 0.0.7). The `cnai` types
 * are ModelPack's older ones, which modctl 0.2 still writes.
 */
const FORMAT_OF_TYPE: ReadonlyMap<string, PackageFormat> = new Map([
  [MediaType.kitopsManifest, 'modelkit'],
  [MediaType.kitopsConfig, 'modelkit'],
  [MediaType.modelPackManifest, 'modelpack'],
  [MediaType.modelPackConfig, 'modelpack'],
  ['application/vnd.cnai.model.manifest.v1+json', 'modelpack'],
  ['application/vnd.cnai.model.config.v1+json', 'modelpack'],
]);

const IMAGE_CONFIGS: ReadonlySet<string> = new Set([
  MediaType.imageConfig,
  'application/vnd.docker.container.image.v1+json',
]);

/**
 * The format of a package by its manifest; total: what is unknown or no manifest at all is an `artifact`.
 *
 * @public
 */
export function packageFormatOf(manifest: {
  readonly artifactType?: unknown;
  readonly config?: { readonly mediaType?: unknown } | null;
}): PackageFormat {
  const configType = String(manifest.config?.mediaType);
  for (const type of [String(manifest.artifactType), configType]) {
    const known = FORMAT_OF_TYPE.get(type);
    if (known) return known;
  }
  const isImage = IMAGE_CONFIGS.has(configType) && !manifest.artifactType;
  return isImage ? 'modelcar' : 'artifact';
}

const KIT_LAYER =
  /^application\/vnd\.kitops\.modelkit\.(\w+)\.v1\.(tar|raw)(?:\+(\w+))?$/;
const MODELPACK_LAYER =
  /^application\/vnd\.(?:cncf|cnai)\.model\.(\w+(?:\.\w+)?)\.v1\.(tar|raw)(?:\+(\w+))?$/;
/** OCI's, Docker's and anybody's who names a tar as these two do. */
const TAR_LAYER = /[./]tar(?:[+.](\w+))?$/;
const IMAGE_LAYER =
  /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./;

const ROLE_OF_NAME: ReadonlyMap<string, LayerRole> = new Map([
  ['model', 'model'],
  ['modelpart', 'model-part'],
  ['dataset', 'dataset'],
  ['code', 'code'],
  ['docs', 'docs'],
  ['mcpb', 'mcp-server'],
  ['weight', 'model'],
  ['weight.config', 'model-part'],
  ['doc', 'docs'],
]);

/**
 * Takes a layer's media type apart.
 *
 * @returns `undefined` where it does not say what the bytes are
 * @public
 */
export function parseLayerType(mediaType: string): LayerType | undefined {
  const model = KIT_LAYER.exec(mediaType) ?? MODELPACK_LAYER.exec(mediaType);
  if (model) {
    const [, name, shape, suffix] = model;
    const compression = compressionOf(suffix);
    if (!compression) return undefined;
    return {
      role: ROLE_OF_NAME.get(name) ?? 'other',
      shape: shape === 'tar' ? 'tar' : 'raw',
      compression,
    };
  }
  const tar = TAR_LAYER.exec(mediaType);
  const compression = tar ? compressionOf(tar[1]) : undefined;
  if (!compression) return undefined;
  return {
    role: IMAGE_LAYER.test(mediaType) ? 'image' : 'other',
    shape: 'tar',
    compression,
  };
}

function compressionOf(
  suffix: string | undefined,
): LayerType['compression'] | undefined {
  switch (suffix) {
    case undefined:
    case 'none':
      return 'none';
    case 'gzip':
      return 'gzip';
    case 'zstd':
      return 'zstd';
    default:
      return undefined;
  }
}
