import { write } from 'node:fs';
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
/**
 * More in one call makes Linux look for larger pieces of free memory for its cache, and those are the ones that a
 * virtual machine has given back to its host: twice the time of the system for the same bytes.
 */
const WRITE_BYTES = 32 * 1024;

/** Writes the files of a layer as they come. */
export class FileWriter {
  private queue: Incoming[] = [];
  private current?: Incoming;
  private readonly opened = new Set<FileHandle>();

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
      await writeAll(handle, chunks);
      if (!hasEnded) return;
      this.opened.delete(handle);
      await handle.close();
    } catch (cause) {
      throw targetError(this.target.directory, cause);
    }
  }
}

/** Small chunks in as few calls as the system allows, large ones in pieces. */
async function writeAll(
  handle: FileHandle,
  chunks: readonly Buffer[],
): Promise<void> {
  let small: Buffer[] = [];
  for (const chunk of chunks) {
    if (chunk.length <= WRITE_BYTES && small.length < MAX_VECTOR) {
      small.push(chunk);
      continue;
    }
    await writeSmall(handle, small);
    small = chunk.length <= WRITE_BYTES ? [chunk] : [];
    if (small.length === 0) await writeLarge(handle.fd, chunk);
  }
  await writeSmall(handle, small);
}

async function writeSmall(
  handle: FileHandle,
  chunks: readonly Buffer[],
): Promise<void> {
  let rest = chunks;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    rest = skip(rest, bytesWritten);
  }
}

/** By callbacks: a promise for each piece would cost as much as the piece. */
function writeLarge(fd: number, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = 0;
    const writeNext = () => {
      const length = Math.min(WRITE_BYTES, chunk.length - done);
      write(fd, chunk, done, length, null, (error, written) => {
        done += written;
        if (error) reject(error);
        else if (done < chunk.length) writeNext();
        else resolve();
      });
    };
    writeNext();
  });
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
