import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { readFully } from '../../registry/ByteReader';
import type { SourceFile } from '../FileTree';
import type { LayerLayout } from '../PackageLayout';
import { readSegments } from '../sources/readSegments';

/** RFC 1952: deflate, no name, no time, of no system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const TRAILER_BYTES = 8;
/** RFC 1951 §3.2.4: a stored block. */
const BLOCK_HEADER_BYTES = 5;
const BLOCK_BYTES = 0xffff;

type Bytes = Pick<LayerLayout, 'sizeBytes' | 'files' | 'segments'>;

/**
 * The bytes in a gzip that compresses nothing, for readers that take no plain tar: exactly as large as can be told
 * beforehand, and the same on every machine, which what zlib compresses is not.
 *
 * @param name - for messages
 */
export function storedGzip(name: string, bytes: Bytes): Bytes {
  const blocks = Math.max(1, Math.ceil(bytes.sizeBytes / BLOCK_BYTES));
  const sizeBytes =
    HEADER.length +
    blocks * BLOCK_HEADER_BYTES +
    bytes.sizeBytes +
    TRAILER_BYTES;
  const fingerprint = fingerprintOf(bytes);
  const whole: SourceFile = {
    path: name,
    sizeBytes,
    mode: 0o644,
    ...(fingerprint ? { fingerprint } : {}),
    open: ({ start = 0, signal } = {}) =>
      Readable.from(from(start, write(bytes, signal)), { objectMode: false }),
  };
  return { sizeBytes, files: bytes.files, segments: () => [whole] };
}

async function* write(
  { sizeBytes, segments }: Bytes,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const reader = readSegments(segments(), { signal });
  let checksum = 0;
  let rest = sizeBytes;
  try {
    yield HEADER;
    do {
      const length = Math.min(rest, BLOCK_BYTES);
      const block = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + length);
      const content = block.subarray(BLOCK_HEADER_BYTES);
      await readFully(reader, content);
      rest -= length;
      block.writeUInt8(rest === 0 ? 1 : 0, 0);
      block.writeUInt16LE(length, 1);
      // its complement, as the format wants it
      block.writeUInt16LE(BLOCK_BYTES - length, 3);
      checksum = crc32(content, checksum);
      yield block;
    } while (rest > 0);
    // a file that grew is noticed where its end is read
    await reader.read(Buffer.allocUnsafe(1));
  } finally {
    await reader.close();
  }
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(sizeBytes % 2 ** 32, 4);
  yield trailer;
}

async function* from(
  start: number,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let skip = start;
  for await (const chunk of chunks) {
    if (chunk.length > skip) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

/** Changes with the headers and with each file; undefined where nothing is known of one. */
function fingerprintOf({ segments, files }: Bytes): string | undefined {
  if (files.some(({ fingerprint }) => !fingerprint)) return undefined;
  const hash = createHash('sha256');
  for (const segment of segments())
    hash.update(
      Buffer.isBuffer(segment) ? segment : `\0${segment.fingerprint}\0`,
    );
  return `gzip:${hash.digest('hex')}`;
}
