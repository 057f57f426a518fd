import {
  MediaType,
  formatRepository,
  readKitfileConfig,
  type Kitfile,
  type KitfileConfig,
} from '@waybill/backstage-plugin-waybill-common';
import type { LayerPlace } from './layerBytes';
import { nameLayer } from './layerBytes';
import type { ReadManifest } from './readPackageManifest';
import { notValid } from './readPackageManifest';
import { readSmallBlob } from './readSmallBlob';

/** Where kit puts the Kitfile of a ModelPack. */
const KITFILE_ANNOTATION = 'ml.kitops.modelkit.kitfile';
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/**
 * The Kitfile of a ModelKit or of a ModelPack that kit has written.
 *
 * @returns `undefined` where the package has none
 * @throws PackagingError `PACKAGE_NOT_VALID`; RegistryError
 */
export async function readKit(
  place: LayerPlace,
  { descriptor, manifest }: ReadManifest,
): Promise<KitfileConfig | undefined> {
  const annotation = manifest.annotations?.[KITFILE_ANNOTATION];
  const isKit = manifest.config.mediaType === MediaType.kitopsConfig;
  if (!isKit && !annotation) return undefined;
  const text = isKit
    ? (await readSmallBlob(place, manifest.config, MAX_CONFIG_BYTES)).toString()
    : annotation ?? '';
  try {
    return readKitfileConfig(text);
  } catch (cause) {
    throw notValid(
      `${formatRepository(place.repository)}@${descriptor.digest}`,
      `its Kitfile, in the ${
        isKit ? nameLayer(place, manifest.config) : KITFILE_ANNOTATION
      }, cannot be read`,
      cause,
    );
  }
}

/** The name of an entry, by its place in the document: `datasets[2]`. */
export function nameOfEntry(
  kitfile: Kitfile,
  place: string,
): string | undefined {
  const [, list, index] = /^([\w.]+)\[(\d+)\]$/.exec(place) ?? [];
  if (place === 'model') return kitfile.model?.name;
  const named: Readonly<
    Record<string, readonly { readonly name?: string }[] | undefined>
  > = {
    'model.parts': kitfile.model?.parts,
    datasets: kitfile.datasets,
    prompts: kitfile.prompts,
    mcpServers: kitfile.mcpServers,
  };
  return named[list]?.[Number(index)]?.name;
}
