import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { nameLayer, type LayerPlace } from './layerBytes';
import { notValid } from './readPackageManifest';

/**
 * Reads a blob that is small by its nature.
 *
 * @throws PackagingError `PACKAGE_NOT_VALID` where it is not small; RegistryError `DIGEST_MISMATCH`
 */
export async function readSmallBlob(
  place: LayerPlace,
  descriptor: Descriptor,
  maxBytes: number,
): Promise<Buffer> {
  const { client, repository, signal } = place;
  if (descriptor.size > maxBytes)
    throw notValid(
      `The ${nameLayer(place, descriptor)}`,
      `it has ${descriptor.size} bytes, and no more than ${maxBytes} are read`,
    );
  const chunks: Buffer[] = [];
  const stream = await client.fetchBlob(repository, descriptor, { signal });
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
