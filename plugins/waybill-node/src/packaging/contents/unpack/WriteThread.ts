import { Worker } from 'node:worker_threads';
import { WRITE_WORKER } from './writeWorker';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes large chunks in small pieces, in a thread that may wait for the disk: handing each piece to Node's own threads
 * costs more than the piece.
 */
export class WriteThread {
  /** Started by the first chunk: most packages have none that is large. */
  private worker?: Worker;
  /** In the order in which they were asked for, which is that of the answers. */
  private readonly waiting: Waiting[] = [];
  private failure: Error | undefined;

  /** Appends the chunk, which lies in shared memory and stays as it is until this has ended. */
  async write(fd: number, chunk: Buffer): Promise<void> {
    if (this.failure) throw this.failure;
    this.worker ??= this.start();
    const { worker } = this;
    // nothing else may keep the process alive meanwhile
    worker.ref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting.push({ resolve, reject });
        worker.postMessage({
          fd,
          memory: chunk.buffer,
          start: chunk.byteOffset,
          length: chunk.length,
        });
      });
    } finally {
      if (this.waiting.length === 0) worker.unref();
    }
  }

  /** Fails what waits; a chunk that is being written may have been written in part. */
  async close(): Promise<void> {
    this.fail(new Error('The writing thread has ended.'));
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(WRITE_WORKER, { eval: true });
    worker.on('message', (problem?: { code: string; message: string }) => {
      const next = this.waiting.shift();
      if (problem)
        next?.reject(
          Object.assign(new Error(problem.message), { code: problem.code }),
        );
      else next?.resolve();
    });
    worker.once('error', error => this.fail(error));
    worker.once('exit', () =>
      this.fail(new Error('The writing thread has ended.')),
    );
    worker.unref();
    return worker;
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
