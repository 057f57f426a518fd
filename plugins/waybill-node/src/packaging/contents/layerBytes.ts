import { Readable, Transform, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import {
  formatRepository,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  type Fetcher,
  type RepositoryName,
} from '../../registry';
import { PackagingError } from '../PackagingError';

/** Where a layer is fetched from. */
export interface LayerPlace {
  readonly client: Fetcher;
  readonly repository: RepositoryName;
  readonly signal?: AbortSignal;
}

export type Compression = 'none' | 'gzip' | 'zstd';

/** What a layer may become beside its compressed size before its ratio counts. */
const FREE_BYTES = 256 * 1024 * 1024;
/** Weights shrink to two thirds, text to a fifth; only what was made for it shrinks to less than a two-hundredth. */
const MAX_RATIO = 200;
const CHUNK_BYTES = 256 * 1024;

/** For messages: `layer sha256:… of registry.test/models/iris`. */
export function nameLayer(place: LayerPlace, layer: Descriptor): string {
  return `layer ${layer.digest} of ${formatRepository(place.repository)}`;
}

/**
 * The bytes of a blob from `start` to `end` (included), by a range where the registry knows ranges, else cut out of the
 * whole. Only the whole blob is checked against its digest.
 */
export async function openLayerRange(
  { client, repository, signal }: LayerPlace,
  layer: Descriptor,
  { start, end }: { readonly start: number; readonly end?: number },
): Promise<Readable> {
  const isWhole = start === 0 && (end === undefined || end >= layer.size - 1);
  if (isWhole) return client.fetchBlob(repository, layer, { signal });
  if (start >= layer.size || (end !== undefined && end < start))
    return Readable.from([]);
  try {
    const range = { start, end };
    return await client.fetchBlob(repository, layer, { range, signal });
  } catch (error) {
    if (!ignoresRanges(error)) throw error;
    const whole = await client.fetchBlob(repository, layer, { signal });
    return Readable.from(cut(whole, start, end), { objectMode: false });
  }
}

/** Whether a registry answered a range with the whole blob, or with a refusal of ranges. */
export function ignoresRanges(error: unknown): boolean {
  const { status } = error as Partial<RegistryError>;
  return status === 200 || status === 416 || status === 501;
}

/** The part of a stream from `start` to `end` (included); what comes behind is not waited for. */
export async function* cut(
  stream: Readable,
  start: number,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  let position = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const from = Math.max(0, start - position);
    const to = Math.min(chunk.length, end + 1 - position);
    if (from < to) yield chunk.subarray(from, to);
    position += chunk.length;
    if (position > end) return; // leaving the loop closes the stream
  }
}

/**
 * The layer as it was before it was compressed, all of it. Fails with `PackagingError` `ARCHIVE_TOO_LARGE` when it grows
 * out of all proportion, `ARCHIVE_NOT_VALID` when it is not what its media type says.
 */
export async function openUncompressed(
  place: LayerPlace,
  layer: Descriptor,
  compression: Compression,
): Promise<Readable> {
  const { client, repository, signal } = place;
  const source = await client.fetchBlob(repository, layer, { signal });
  if (compression === 'none') return source;
  return decompress(source, compression, nameLayer(place, layer));
}

/** @param name - of what is decompressed, for messages */
export function decompress(
  source: Readable,
  compression: 'gzip' | 'zstd',
  name: string,
): Readable {
  const expanding =
    compression === 'gzip'
      ? zlib.createGunzip({ chunkSize: CHUNK_BYTES })
      : zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
  let received = 0;
  let given = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(null, chunk);
    },
  });
  const bounded = new Transform({
    readableHighWaterMark: CHUNK_BYTES,
    transform(chunk: Buffer, _encoding, done) {
      given += chunk.length;
      if (given > FREE_BYTES && given > received * MAX_RATIO)
        done(tooLarge(name, received));
      else done(null, chunk);
    },
  });
  expanding.once('error', cause => {
    bounded.destroy(
      new PackagingError({
        code: 'ARCHIVE_NOT_VALID',
        cause,
        message: `The ${name} is not compressed as its media type says (${compression}). Package the model again.`,
      }),
    );
  });
  // the reader of `bounded` hears of every failure
  pipeline(source, counted, expanding, bounded, () => {});
  return bounded;
}

function tooLarge(name: string, received: number): PackagingError {
  return new PackagingError({
    code: 'ARCHIVE_TOO_LARGE',
    message: `The ${name} grows to more than ${MAX_RATIO} times its size: after ${received} bytes it was not read on. A model is not compressed like that; do not use this package.`,
  });
}
