import { Readable } from 'node:stream';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Bytes that are read into the caller's own buffer: who sends gigabytes uses the same few buffers again and again.
 *
 * @public
 */
export interface ByteReader {
  /**
   * Fills the target from its start, as far as is convenient.
   *
   * @returns how many bytes were written to it; 0 at the end
   */
  read(target: Buffer): Promise<number>;
  /** Lets go of files and connections; can be called twice. */
  close(): Promise<void>;
}

/** @public */
export function readerOf(stream: Readable): ByteReader {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    async read(target) {
      while (rest.length === 0) {
        const next = await chunks.next();
        if (next.done) return 0;
        rest = next.value;
      }
      const length = rest.copy(target);
      rest = rest.subarray(length);
      return length;
    },
    async close() {
      stream.destroy();
    },
  };
}

/** A stream of what the reader gives. @public */
export function streamOf(reader: ByteReader): Readable {
  async function* chunks() {
    try {
      for (;;) {
        const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        const length = await reader.read(chunk);
        if (length === 0) return;
        yield chunk.subarray(0, length);
      }
    } finally {
      await reader.close();
    }
  }
  return Readable.from(chunks(), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  });
}

/** Reads until the target is full or the bytes end. */
export async function readFully(
  reader: ByteReader,
  target: Buffer,
): Promise<number> {
  let length = 0;
  while (length < target.length) {
    const read = await reader.read(target.subarray(length));
    if (read === 0) break;
    length += read;
  }
  return length;
}
