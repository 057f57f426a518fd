import type { FileHandle } from 'node:fs/promises';
import { targetError } from './targetErrors';
import type { StagedFile, UnpackTarget } from './UnpackTarget';

/** A file that comes in parts. */
interface Incoming {
  readonly mode: number;
  /** What has come and is not written. */
  chunks: Buffer[];
  hasEnded: boolean;
  handle?: FileHandle;
  /** Called once it is staged. */
  readonly onStaged: (staged: StagedFile) => void;
}

/** Small files are opened and closed more than they are written: several at once. */
const PARALLEL = 8;
/** IOV_MAX of Linux and macOS. */
const MAX_VECTOR = 1024;
/** From here on a chunk is worth the way to another thread. */
const LARGE_BYTES = 128 * 1024;

/** Writes the files of a layer as they come. */
export class FileWriter {
  private queue: Incoming[] = [];
  private current?: Incoming;
  private readonly opened = new Set<FileHandle>();
  /** What the thread is writing now. */
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly target: UnpackTarget) {}

  begin(mode: number, onStaged: (staged: StagedFile) => void): void {
    this.current = { mode, chunks: [], hasEnded: false, onStaged };
    this.queue.push(this.current);
  }

  write(bytes: Buffer): void {
    this.current?.chunks.push(bytes);
  }

  end(): void {
    if (this.current) this.current.hasEnded = true;
    this.current = undefined;
  }

  /** Writes all that was given. */
  async flush(): Promise<void> {
    const { queue } = this;
    // the last one may go on
    this.queue = this.current ? [this.current] : [];
    for (let index = 0; index < queue.length; index += PARALLEL) {
      const results = await Promise.allSettled(
        queue.slice(index, index + PARALLEL).map(file => this.flushFile(file)),
      );
      const failed = results.find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
    }
  }

  /** Lets go of files that did not come to their end. */
  async close(): Promise<void> {
    // first who may still write: the number of a closed file is soon that of another
    await this.writing.catch(() => {});
    for (const handle of this.opened) await handle.close().catch(() => {});
    this.opened.clear();
  }

  private async flushFile(file: Incoming): Promise<void> {
    const { chunks, hasEnded } = file;
    file.chunks = [];
    if (!file.handle) {
      const { handle, ...staged } = await this.target.stage(file.mode);
      file.handle = handle;
      this.opened.add(handle);
      file.onStaged(staged);
    }
    const { handle } = file;
    try {
      await this.writeAll(handle, chunks);
      if (!hasEnded) return;
      this.opened.delete(handle);
      await handle.close();
    } catch (cause) {
      throw targetError(this.target.directory, cause);
    }
  }

  private async writeAll(
    handle: FileHandle,
    chunks: readonly Buffer[],
  ): Promise<void> {
    let small: Buffer[] = [];
    for (const chunk of chunks) {
      if (!isForThread(chunk)) {
        small.push(chunk);
        continue;
      }
      await writeVectors(handle, small);
      small = [];
      this.writing = this.target.thread.write(handle.fd, chunk);
      await this.writing;
    }
    await writeVectors(handle, small);
  }
}

/** In as few calls as the system allows. */
async function writeVectors(
  handle: FileHandle,
  chunks: readonly Buffer[],
): Promise<void> {
  for (let first = 0; first < chunks.length; first += MAX_VECTOR) {
    let rest: readonly Buffer[] = chunks.slice(first, first + MAX_VECTOR);
    while (rest.length > 0) {
      const { bytesWritten } = await handle.writev(rest);
      rest = skip(rest, bytesWritten);
    }
  }
}

/** What a thread can see without a copy, and is worth it. */
function isForThread(chunk: Buffer): boolean {
  return (
    chunk.length >= LARGE_BYTES && chunk.buffer instanceof SharedArrayBuffer
  );
}

function skip(chunks: readonly Buffer[], bytes: number): readonly Buffer[] {
  let left = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (left < chunk.length)
      return [chunk.subarray(left), ...chunks.slice(index + 1)];
    left -= chunk.length;
  }
  return [];
}
