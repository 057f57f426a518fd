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

/**
 * Writes the files of a layer as they come. What it is given is kept until `flush` has ended, so the caller may use its
 * buffers again after that.
 */
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
      for (const chunk of chunks) await writeAll(handle, chunk);
      if (!hasEnded) return;
      this.opened.delete(handle);
      await handle.close();
    } catch (cause) {
      throw targetError(this.target.directory, cause);
    }
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
}
