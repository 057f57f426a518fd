import { createHash } from 'node:crypto';
import { isDigest } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';

/** The size that every registry takes (distribution-spec v1.1.1, "Pushing Manifests"). */
export const MANIFEST_MAX_BYTES = 4 * 1024 * 1024;

/** Reads a manifest whole, and no more than a manifest may be. */
export async function readManifestBytes(
  body: AsyncIterable<Buffer>,
  what: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MANIFEST_MAX_BYTES) {
      throw new RegistryError({
        code: 'MANIFEST_TOO_LARGE',
        message: `${what} is larger than ${MANIFEST_MAX_BYTES} bytes, which no manifest may be.`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Digest of the bytes, in the algorithm of another digest where there is one. */
export function digestOfBytes(bytes: Buffer, like?: string): string {
  const algorithm = like && isDigest(like) ? like.split(':')[0] : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
