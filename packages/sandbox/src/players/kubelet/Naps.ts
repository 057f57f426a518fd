import type { Tick } from '../RunningPlayers';

/** The waiting of one pod's worker: it can be cut short, and ends for good with the worker. */
export class Naps {
  private readonly abort = new AbortController();
  private readonly wakes = new Set<() => void>();

  constructor(private readonly tick: Tick) {}

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Waits, unless woken before; rejects when the worker is stopped. */
  async sleep(delayMs: number): Promise<void> {
    this.signal.throwIfAborted();
    await new Promise<void>(resolve => {
      let cancel = () => {};
      const done = () => {
        cancel();
        this.wakes.delete(done);
        resolve();
      };
      this.wakes.add(done);
      cancel = this.tick(done, delayMs);
    });
    this.signal.throwIfAborted();
  }

  /** Waits until the worker is stopped, which rejects. */
  untilStopped(): Promise<never> {
    return new Promise((_, reject) => {
      const onAbort = () => reject(this.signal.reason);
      this.signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Ends every wait: something may have been mended. */
  wake(): void {
    for (const wake of [...this.wakes]) wake();
  }

  stop(): void {
    this.abort.abort();
    this.wake();
  }
}
