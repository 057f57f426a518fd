import type { Readable } from 'node:stream';
import { openUncompressed, type LayerPlace } from '../layerBytes';
import type { PackagedLayer } from '../PackageContents';

/** Who takes the bytes of a layer. */
export interface LayerSink {
  /** The bytes may be kept until the flush after the next write has ended. */
  write(bytes: Buffer): void;
  /** Does with what was written what takes time; called again only after it has ended. */
  flush(): Promise<void>;
  /** All bytes have come, and they were the layer's. */
  end(): void;
}

/** As much is written at once; as much again may have come meanwhile. */
const BATCH_BYTES = 2 * 1024 * 1024;

/** Takes chunks as events: a promise for each of them would cost more than what is done with it. */
class Pump {
  private waitingBytes = 0;
  private flushing?: Promise<void>;
  private fail: (error: unknown) => void = () => {};

  constructor(
    private readonly source: Readable,
    private readonly sink: LayerSink,
    private readonly onBytes: (received: number) => void,
  ) {}

  async run(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.fail = reject;
        this.source
          .on('data', (chunk: Buffer) => this.take(chunk))
          .once('error', reject)
          .once('end', resolve)
          .once('close', () => reject(new Error('The stream was closed.')));
      });
    } finally {
      this.source.removeAllListeners('data');
      await this.flushing?.catch(() => {});
    }
  }

  private take(chunk: Buffer): void {
    try {
      this.sink.write(chunk);
    } catch (error) {
      this.source.pause();
      this.fail(error);
      return;
    }
    this.waitingBytes += chunk.length;
    this.onBytes(chunk.length);
    if (this.waitingBytes < BATCH_BYTES) return;
    if (this.flushing) this.source.pause();
    else this.flush();
  }

  private flush(): void {
    this.waitingBytes = 0;
    this.flushing = this.sink.flush().then(
      () => {
        this.flushing = undefined;
        if (this.waitingBytes >= BATCH_BYTES) this.flush();
        this.source.resume();
      },
      error => this.fail(error),
    );
  }
}

/**
 * Gives the uncompressed bytes of a layer to a sink. Receiving and flushing go side by side.
 *
 * @param onBytes - of the uncompressed layer
 * @throws RegistryError `DIGEST_MISMATCH` where they were not the layer's: the caller drops what it has
 */
export async function streamLayer(
  place: LayerPlace,
  { descriptor, compression }: PackagedLayer,
  sink: LayerSink,
  onBytes: (received: number) => void,
): Promise<void> {
  if (compression === 'none') {
    const { client, repository, signal } = place;
    const chunks = client.readBlob(repository, descriptor, { signal });
    await passLent(chunks, sink, onBytes);
  } else {
    const source = await openUncompressed(place, descriptor, compression);
    try {
      await new Pump(source, sink, onBytes).run();
    } finally {
      source.destroy();
    }
  }
  sink.end();
  await sink.flush();
}

/** A chunk keeps its bytes until two more are asked for: each is flushed while the next one comes. */
async function passLent(
  chunks: AsyncIterable<Buffer>,
  sink: LayerSink,
  onBytes: (received: number) => void,
): Promise<void> {
  let flushing = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      await flushing;
      sink.write(chunk);
      onBytes(chunk.length);
      flushing = sink.flush();
      // who fails now is heard when the next chunk has come
      flushing.catch(() => {});
    }
  } finally {
    await flushing;
  }
}
