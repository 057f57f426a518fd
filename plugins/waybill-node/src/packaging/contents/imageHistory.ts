import type { Manifest } from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import { readSmallBlob } from './readSmallBlob';
import type { LayerPlace } from './layerBytes';

const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
/** What Waybill writes into the history of an image for each layer of the base. */
const BASE_LAYER = 'waybill: base image';

const configSchema = z.object({
  history: z
    .array(
      z.object({
        created_by: z.string().optional(),
        empty_layer: z.boolean().optional(),
      }),
    )
    .optional(),
});

/** How many layers of an image that Waybill has made belong to the base; `undefined` where it does not tell. */
export async function countBaseLayers(
  place: LayerPlace,
  { config, layers }: Manifest,
): Promise<number | undefined> {
  const bytes = await readSmallBlob(place, config, MAX_CONFIG_BYTES);
  const parsed = configSchema.safeParse(jsonOf(bytes));
  const history = (parsed.data?.history ?? []).filter(
    ({ empty_layer: isEmpty }) => !isEmpty,
  );
  if (history.length !== layers.length) return undefined;
  if (!history.some(({ created_by: by }) => by?.startsWith('waybill: ')))
    return undefined;
  return history.filter(({ created_by: by }) => by === BASE_LAYER).length;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // an image with a broken config still has its layers
  }
}
