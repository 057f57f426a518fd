import { createHash } from 'node:crypto';
import type { FileTree, SourceFile } from '../packaging';
import { hashReader } from '../registry/hashing/hashReader';
import type { ModelManifest, ModelResource } from './ModelManifest';

const PARALLEL = 4;
const NODE_HASH = { sha256: 'sha256', blake2b: 'blake2b512' } as const;

/**
 * Reads and hashes files, some at a time.
 *
 * @returns in the order of the files
 */
export async function hashModelFiles(
  files: FileTree['files'],
  hash: ModelManifest['hash'],
  signal?: AbortSignal,
): Promise<ModelResource[]> {
  const found: ModelResource[] = [];
  const queue = [...files.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      signal?.throwIfAborted();
      const [index, file] = next;
      found[index] = {
        name: file.path,
        digest: await hashFile(file, hash, signal),
      };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
}

async function hashFile(
  file: SourceFile,
  hash: ModelManifest['hash'],
  signal: AbortSignal | undefined,
): Promise<string> {
  if (hash === 'sha256' && file.openReader) {
    const digest = await hashReader(file.openReader(), {
      sizeBytes: file.sizeBytes,
      signal,
    });
    return digest.slice('sha256:'.length);
  }
  const digest = createHash(NODE_HASH[hash]);
  for await (const chunk of file.open({ signal }) as AsyncIterable<Buffer>)
    digest.update(chunk);
  return digest.digest('hex');
}
