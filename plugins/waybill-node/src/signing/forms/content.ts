import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';

/** Where a signature goes. @public */
export interface SignaturePlace {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly signal?: AbortSignal;
}

/** @internal */
export function describeContent(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

/** Uploads what fits into memory, unless the registry has it. @internal */
export async function pushContent(
  { client, repository, signal }: SignaturePlace,
  mediaType: string,
  bytes: Buffer,
): Promise<Descriptor> {
  const descriptor = describeContent(mediaType, bytes);
  await client.pushBlob(repository, descriptor, () => Readable.from([bytes]), {
    signal,
  });
  return descriptor;
}
