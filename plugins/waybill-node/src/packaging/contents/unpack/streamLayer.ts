import { Readable } from 'node:stream';
import {
  RegistryError,
  createStreamHasher,
  readerOf,
  type StreamHasher,
} from '../../../registry';
import { readFully } from '../../../registry/ByteReader';
import { createSlabs } from '../../../registry/hashing/Slabs';
import {
  decompress,
  ignoresRanges,
  nameLayer,
  type LayerPlace,
} from '../layerBytes';
import type { PackagedLayer } from '../PackageContents';

/** Who takes the bytes of a layer. */
export interface LayerSink {
  /** The bytes may be looked at until `flush` has ended. */
  write(bytes: Buffer): void;
  flush(): Promise<void>;
  /** All bytes have come; whether they were the right ones is not known yet. */
  end(): void;
}

/**
 * Streams the uncompressed bytes of a layer to a sink, hashing what the registry sends in a thread of its own. Writing and
 * receiving go side by side, in a few buffers that are used again and again.
 *
 * @throws RegistryError `DIGEST_MISMATCH` where they were not the layer's: the caller drops what it has
 */
export async function streamLayer(
  place: LayerPlace,
  layer: PackagedLayer,
  sink: LayerSink,
  onBytes: (received: number) => void,
): Promise<void> {
  const source = await openUnverified(place, layer);
  try {
    const digest =
      layer.compression === 'none'
        ? await passOn(place, layer, source, sink, onBytes)
        : await passUncompressed(place, layer, source, sink, onBytes);
    if (digest !== layer.descriptor.digest)
      throw mismatch(place, layer, `bytes of ${digest}`);
  } finally {
    source.destroy();
  }
}

async function passOn(
  place: LayerPlace,
  layer: PackagedLayer,
  source: Readable,
  sink: LayerSink,
  onBytes: (received: number) => void,
): Promise<string> {
  const { size } = layer.descriptor;
  const slabs = createSlabs(size, algorithmOf(layer));
  const reader = readerOf(source);
  let received = 0;
  let writing: Promise<void> | undefined;
  try {
    for (;;) {
      place.signal?.throwIfAborted();
      const slab = await slabs.next();
      const length = await readFully(reader, slab);
      // its buffer is used again once two more were asked for
      await writing;
      if (length === 0) break;
      received += length;
      if (received > size)
        throw mismatch(place, layer, `more than ${size} bytes`);
      sink.write(slabs.commit(length));
      writing = sink.flush();
      // a failure is thrown above; until then it must not count as unheard
      writing.catch(() => {});
      onBytes(length);
    }
    checkSize(place, layer, received);
    sink.end();
    await sink.flush();
    return await slabs.digest();
  } finally {
    await writing?.catch(() => {});
    slabs.close();
  }
}

async function passUncompressed(
  place: LayerPlace,
  layer: PackagedLayer,
  source: Readable,
  sink: LayerSink,
  onBytes: (received: number) => void,
): Promise<string> {
  const { compression, descriptor } = layer;
  const hasher = createStreamHasher({
    sizeBytes: descriptor.size,
    algorithm: algorithmOf(layer),
  });
  let received = 0;
  const onReceived = (length: number) => {
    received += length;
    if (received > descriptor.size)
      throw mismatch(place, layer, `more than ${descriptor.size} bytes`);
    onBytes(length);
  };
  try {
    const hashed = hashing(source, hasher, onReceived);
    const bytes = decompress(
      hashed,
      compression === 'zstd' ? 'zstd' : 'gzip',
      nameLayer(place, descriptor),
    );
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      place.signal?.throwIfAborted();
      sink.write(chunk);
      await sink.flush();
    }
    checkSize(place, layer, received);
    sink.end();
    await sink.flush();
    return await hasher.digest();
  } finally {
    hasher.close();
  }
}

function hashing(
  source: Readable,
  hasher: StreamHasher,
  onReceived: (length: number) => void,
): Readable {
  async function* hashed() {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      onReceived(chunk.length);
      await hasher.update(chunk);
      yield chunk;
    }
  }
  return Readable.from(hashed(), { objectMode: false });
}

/** The hash is computed here, off the main thread: a range is what the client does not hash again. */
async function openUnverified(
  { client, repository, signal }: LayerPlace,
  { descriptor }: PackagedLayer,
): Promise<Readable> {
  try {
    const range = { start: 0 };
    return await client.fetchBlob(repository, descriptor, { range, signal });
  } catch (error) {
    if (!ignoresRanges(error)) throw error;
    return client.fetchBlob(repository, descriptor, { signal });
  }
}

function algorithmOf({ descriptor }: PackagedLayer): 'sha256' | 'sha512' {
  return descriptor.digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

function checkSize(
  place: LayerPlace,
  layer: PackagedLayer,
  received: number,
): void {
  const { size } = layer.descriptor;
  if (received !== size)
    throw mismatch(place, layer, `${received} bytes instead of ${size}`);
}

function mismatch(
  place: LayerPlace,
  { descriptor }: PackagedLayer,
  got: string,
): RegistryError {
  return new RegistryError({
    code: 'DIGEST_MISMATCH',
    message: `The ${nameLayer(
      place,
      descriptor,
    )} is not what the registry sent, which was ${got}: nothing of it was kept.`,
  });
}
