import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { HASH_WORKER } from './hashWorker';

/** Large enough that neither thread waits much for the other, small enough for eight megabytes in all. */
const SLAB_BYTES = 2 * 1024 * 1024;
const COUNT = 4;
/** Up to here a thread costs more than it saves. */
const INLINE_BYTES = 4 * 1024 * 1024;

/**
 * A few buffers that are filled in turn and hashed as they are committed. A committed slab keeps its bytes until two
 * more were asked for: long enough to send it.
 */
export interface Slabs {
  /** The buffer to fill next. */
  next(): Promise<Buffer>;
  /**
   * Hashes the first bytes of the buffer that `next` gave.
   *
   * @returns these bytes
   */
  commit(length: number): Buffer;
  /** `sha256:…` of all that was committed; once. */
  digest(): Promise<string>;
  /** Lets go of the thread, finished or not. */
  close(): void;
}

/** @param sizeBytes - how many bytes there will be, where known */
export function createSlabs(sizeBytes?: number, algorithm = 'sha256'): Slabs {
  return sizeBytes !== undefined && sizeBytes <= INLINE_BYTES
    ? new InlineSlabs(sizeBytes, algorithm)
    : new ThreadSlabs(algorithm);
}

/** For what is small: the same thread, buffers as large as needed. */
class InlineSlabs implements Slabs {
  private readonly slabs: readonly Buffer[];
  private readonly hash;
  private turn = 0;

  constructor(sizeBytes: number, private readonly algorithm: string) {
    const length = Math.min(SLAB_BYTES, Math.max(1, sizeBytes));
    this.slabs = Array.from({ length: 3 }, () => Buffer.allocUnsafe(length));
    this.hash = createHash(algorithm);
  }

  async next(): Promise<Buffer> {
    return this.slabs[this.turn % this.slabs.length];
  }

  commit(length: number): Buffer {
    const bytes = this.slabs[this.turn % this.slabs.length].subarray(0, length);
    this.hash.update(bytes);
    this.turn += 1;
    return bytes;
  }

  async digest(): Promise<string> {
    return `${this.algorithm}:${this.hash.digest('hex')}`;
  }

  close(): void {}
}

/** Hashes in another thread, on the very memory that is sent. */
class ThreadSlabs implements Slabs {
  private readonly control = new Int32Array(
    new SharedArrayBuffer(4 * (3 + COUNT)),
  );
  private readonly slabs: readonly Buffer[];
  private readonly worker: Worker;
  private readonly result: Promise<string>;
  private committed = 0;
  private hasEnded = false;

  constructor(private readonly algorithm: string) {
    const bytes = new SharedArrayBuffer(SLAB_BYTES * COUNT);
    this.slabs = Array.from({ length: COUNT }, (_, index) =>
      Buffer.from(bytes, index * SLAB_BYTES, SLAB_BYTES),
    );
    this.worker = new Worker(HASH_WORKER, {
      eval: true,
      workerData: {
        algorithm,
        count: COUNT,
        slabBytes: SLAB_BYTES,
        control: this.control.buffer,
        bytes,
      },
    });
    this.result = new Promise((resolve, reject) => {
      this.worker.once('message', resolve);
      this.worker.once('error', reject);
      this.worker.once('exit', () => {
        this.hasEnded = true;
        Atomics.notify(this.control, 1);
        reject(new Error('The hashing thread ended without a digest.'));
      });
    });
    // who never asks for the digest must not be told that nobody listened
    this.result.catch(() => {});
    this.worker.unref();
  }

  async next(): Promise<Buffer> {
    for (;;) {
      const hashed = Atomics.load(this.control, 1);
      if (this.committed - hashed < COUNT - 1) break;
      const change = Atomics.waitAsync(this.control, 1, hashed);
      if (change.async) {
        // nothing else may keep the process alive meanwhile: a connection that waits for its reader does not
        this.worker.ref();
        await change.value;
        this.worker.unref();
      }
      if (this.hasEnded) await this.result;
    }
    return this.slabs[this.committed % COUNT];
  }

  commit(length: number): Buffer {
    const slab = this.committed % COUNT;
    Atomics.store(this.control, 3 + slab, length);
    this.committed += 1;
    Atomics.store(this.control, 0, this.committed);
    Atomics.notify(this.control, 0);
    return this.slabs[slab].subarray(0, length);
  }

  async digest(): Promise<string> {
    this.worker.ref();
    Atomics.store(this.control, 2, 1);
    Atomics.notify(this.control, 0);
    try {
      return `${this.algorithm}:${await this.result}`;
    } finally {
      this.close();
    }
  }

  close(): void {
    this.worker.unref();
    void this.worker.terminate();
  }
}
