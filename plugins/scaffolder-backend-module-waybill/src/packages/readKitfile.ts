import {
  type Kitfile,
  MediaType,
  readKitfileConfig,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackageContents,
  RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';

const KITFILE_ANNOTATION = 'ml.kitops.modelkit.kitfile';
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/**
 * The Kitfile of a ModelKit, or of a ModelPack that kit has written.
 *
 * @returns `undefined` where the package has none
 * @throws KitfileError, RegistryError
 */
export async function readKitfile(
  client: RegistryClient,
  { manifest, repository }: PackageContents,
  options: { readonly signal?: AbortSignal },
): Promise<Kitfile | undefined> {
  const { config, annotations } = manifest;
  if (config.mediaType !== MediaType.kitopsConfig) {
    const text = annotations?.[KITFILE_ANNOTATION];
    return text ? readKitfileConfig(text).kitfile : undefined;
  }
  if (config.size > MAX_CONFIG_BYTES) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of await client.fetchBlob(
    repository,
    config,
    options,
  )) {
    chunks.push(chunk);
  }
  return readKitfileConfig(Buffer.concat(chunks).toString('utf8')).kitfile;
}
