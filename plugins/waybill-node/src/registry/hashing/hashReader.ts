import { readFully, type ByteReader } from '../ByteReader';
import { createSlabs } from './Slabs';

/**
 * Reads to the end and passes the bytes on, hashed by the time that they end. A chunk that was passed on keeps its
 * bytes until two more were asked for.
 *
 * @param options - `sizeBytes`: how much there will be, where known
 * @returns the digest, as the generator's return value
 */
export async function* passHashed(
  reader: ByteReader,
  options: { readonly sizeBytes?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Buffer, string> {
  const slabs = createSlabs(options.sizeBytes);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const length = await readFully(reader, await slabs.next());
      if (length === 0) break;
      yield slabs.commit(length);
    }
    return await slabs.digest();
  } finally {
    slabs.close();
    await reader.close();
  }
}

/** `sha256:…` of all that the reader gives. */
export async function hashReader(
  reader: ByteReader,
  options: {
    readonly sizeBytes?: number;
    readonly signal?: AbortSignal;
    readonly onBytes?: (length: number) => void;
  } = {},
): Promise<string> {
  const chunks = passHashed(reader, options);
  for (;;) {
    const next = await chunks.next();
    if (next.done) return next.value;
    options.onBytes?.(next.value.length);
  }
}
