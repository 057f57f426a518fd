import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';

/** Bundles and payloads are a few KiB; a bundle with an SBOM may be larger. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a blob that is known to be small into memory; the client has verified its digest when this returns. */
export async function readSmallBlob(
  client: RegistryClient,
  repository: RepositoryName,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (!(descriptor.size >= 0 && descriptor.size <= MAX_BYTES))
    return Buffer.alloc(0);
  const stream = await client.fetchBlob(repository, descriptor, { signal });
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of stream) {
    received += chunk.length;
    if (received > MAX_BYTES)
      throw new Error(`${descriptor.digest} is longer than it says`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
