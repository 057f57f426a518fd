import {
  MediaType,
  kitfileConfigJson,
  modelPackConfigJson,
  type KitfileLayerType,
  type ModelPackDetails,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree } from '../FileTree';
import { PackagingError } from '../PackagingError';
import { blobOf, sealManifest } from '../publish/sealManifest';
import {
  annotationsOfLayer,
  bytesOf,
  digestsOf,
  readLayers,
  type KitfileLayout,
  type ModelKitOptions,
} from './layoutModelKit';
import { manifestAnnotations } from './manifestAnnotations';

const KITFILE = 'ml.kitops.modelkit.kitfile';

const LAYER_NAMES: Readonly<Record<Exclude<KitfileLayerType, 'mcpb'>, string>> =
  {
    model: 'weight',
    modelpart: 'weight.config',
    code: 'code',
    dataset: 'dataset',
    docs: 'doc',
    prompt: 'code',
  };

/** @public */
export interface ModelPackOptions extends ModelKitOptions {
  /** What is known of the model beyond the Kitfile. */
  readonly details?: ModelPackDetails;
}

/**
 * Lays out a ModelPack (CNCF model-spec 0.0.7) as `kit pack --use-model-pack` (1.15) does: the layers of a ModelKit under
 * other types, and the Kitfile as annotation. Read by kit 1.15 and modctl 0.2.
 *
 * @throws as {@link layoutModelKit}; PackagingError `FORMAT_NOT_SUPPORTED` where the Kitfile has MCP servers
 * @public
 */
export async function layoutModelPack(
  tree: FileTree,
  options: ModelPackOptions,
): Promise<KitfileLayout> {
  const { kitfile, createdAt, details } = options;
  const { layers, omitted } = await readLayers(tree, options);
  return {
    format: 'modelpack',
    omitted,
    layers: layers.map(layer => ({
      mediaType: `application/vnd.cncf.model.${nameOf(layer.type)}.v1.tar`,
      annotations: annotationsOfLayer(layer),
      ...bytesOf(layer),
    })),
    seal: descriptors => {
      const diffIds = descriptors.map(({ digest }) => digest);
      return sealManifest({
        artifactType: MediaType.modelPackManifest,
        config: blobOf(
          MediaType.modelPackConfig,
          Buffer.from(
            modelPackConfigJson(kitfile, diffIds, { ...details, createdAt }),
          ),
        ),
        layers: descriptors,
        annotations: {
          ...manifestAnnotations(options),
          [KITFILE]: kitfileConfigJson(kitfile, digestsOf(descriptors)),
        },
      });
    },
  };
}

function nameOf(type: KitfileLayerType): string {
  if (type !== 'mcpb') return LAYER_NAMES[type];
  throw new PackagingError({
    code: 'FORMAT_NOT_SUPPORTED',
    message:
      'A ModelPack holds no MCP servers: take mcpServers out of the Kitfile, or write a ModelKit.',
  });
}
