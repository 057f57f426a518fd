import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';

const TITLE = 'org.opencontainers.image.title';
/** ORAS: the layer is a folder, as a tar. */
const UNPACK = 'io.deis.oras.content.unpack';
/** model-spec's, and what modctl 0.2 calls them. */
const FILE_PATHS = ['org.cncf.model.filepath', 'org.cnai.model.filepath'];
const FILE_METADATA = [
  'org.cncf.model.file.metadata+json',
  'org.cnai.model.file.metadata+json',
];

const metadataSchema = z.object({
  mode: z.number().int().nonnegative().optional(),
  size: z.number().int().nonnegative().optional(),
});

/** The path that a file had which is a layer of an artifact. */
export function titleOf({ annotations }: Descriptor): string | undefined {
  return annotations?.[TITLE] || undefined;
}

/** Whether a layer of an artifact is a folder, to be unpacked where it is pulled. */
export function isUnpacked(layer: Descriptor): boolean {
  return titleOf(layer) !== undefined && layer.annotations?.[UNPACK] === 'true';
}

/** The path of a file that is a layer of a model. */
export function modelPathOf({ annotations }: Descriptor): string | undefined {
  return FILE_PATHS.map(key => annotations?.[key]).find(Boolean);
}

/** What the packager noted of a file that is a layer; nothing where that is no JSON. */
export function fileMetadataOf({ annotations }: Descriptor): {
  readonly mode?: number;
  readonly sizeBytes?: number;
} {
  const text = FILE_METADATA.map(key => annotations?.[key]).find(Boolean);
  if (!text) return {};
  try {
    const { mode, size } = metadataSchema.parse(JSON.parse(text));
    return {
      // tools write Go's os.FileMode: only its lowest bits are permissions
      ...(mode === undefined ? {} : { mode: mode % 0o1000 }),
      ...(size === undefined ? {} : { sizeBytes: size }),
    };
  } catch {
    return {};
  }
}
