import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { HASH_WORKER } from './hashWorker';

/** Large enough that neither thread waits much for the other, small enough for eight megabytes in all. */
const SLAB_BYTES = 2 * 1024 * 1024;
const COUNT = 4;
/**
 * Slabs begin where no page begins: the pages of files do, and copying between two places that are equally far from
 * theirs takes the system half as long again.
 */
const OFFSET_BYTES = 512;
const STRIDE_BYTES = SLAB_BYTES + 4096;
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
  private readonly slabs: readonly Buffer[];
  private readonly worker: Worker;
  private committed = 0;
  private hashed = 0;
  private failure: Error | undefined;
  private hex: string | undefined;
  private wake: () => void = () => {};

  constructor(private readonly algorithm: string) {
    const bytes = new SharedArrayBuffer(startOf(COUNT));
    this.slabs = Array.from({ length: COUNT }, (_, index) =>
      Buffer.from(bytes, startOf(index), SLAB_BYTES),
    );
    this.worker = new Worker(HASH_WORKER, {
      eval: true,
      workerData: { algorithm, bytes },
    });
    this.worker.on('message', (digest: string | undefined) => {
      if (digest === undefined) this.hashed += 1;
      else this.hex = digest;
      this.wake();
    });
    this.worker.once('error', error => this.fail(error));
    this.worker.once('exit', () =>
      this.fail(new Error('The hashing thread ended without a digest.')),
    );
    this.worker.unref();
  }

  async next(): Promise<Buffer> {
    await this.until(() => this.committed - this.hashed < COUNT - 1);
    return this.slabs[this.committed % COUNT];
  }

  commit(length: number): Buffer {
    const slab = this.committed % COUNT;
    this.committed += 1;
    this.worker.postMessage({ start: startOf(slab), length });
    return this.slabs[slab].subarray(0, length);
  }

  async digest(): Promise<string> {
    this.worker.postMessage(undefined);
    try {
      await this.until(() => this.hex !== undefined);
      return `${this.algorithm}:${this.hex}`;
    } finally {
      this.close();
    }
  }

  close(): void {
    void this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    // nothing else may keep the process alive meanwhile: a connection that waits for its reader does not
    this.worker.ref();
    try {
      while (!isSo()) {
        if (this.failure) throw this.failure;
        await new Promise<void>(resolve => {
          this.wake = resolve;
        });
      }
    } finally {
      this.worker.unref();
    }
  }
}

/** @param sizeBytes - how many bytes there will be, where known */
export function createSlabs(sizeBytes?: number, algorithm = 'sha256'): Slabs {
  return sizeBytes !== undefined && sizeBytes <= INLINE_BYTES
    ? new InlineSlabs(sizeBytes, algorithm)
    : new ThreadSlabs(algorithm);
}

function startOf(slab: number): number {
  return OFFSET_BYTES + slab * STRIDE_BYTES;
}
