import type { Tick } from './RunningPlayers';

/** What a work queue needs. */
export interface WorkQueueOptions {
  readonly tick: Tick;
  readonly log: (line: string) => void;
  /** Named in the log when the work fails. */
  readonly name: string;
  readonly retryMs: number;
  /** Brings one object to its desired state; called again for the same key only after it has ended. */
  readonly work: (key: string) => void | Promise<void>;
}

/**
 * The queue of a controller: keys are worked off one after another, a key that is asked for many times while it waits
 * is worked once, and one whose work fails is tried again.
 */
export class WorkQueue {
  private readonly waiting = new Set<string>();
  private readonly later = new Map<string, () => void>();
  private isWorking = false;
  private isStopped = false;
  private cancelTick: () => void = () => {};

  constructor(private readonly options: WorkQueueOptions) {}

  add(key: string): void {
    if (this.isStopped) return;
    this.later.get(key)?.();
    this.later.delete(key);
    this.waiting.add(key);
    this.wake();
  }

  /** Adds the key after a while; a later call for the same key replaces an earlier one. */
  addAfter(key: string, delayMs: number): void {
    if (this.isStopped) return;
    this.later.get(key)?.();
    this.later.set(
      key,
      this.options.tick(() => {
        this.later.delete(key);
        this.add(key);
      }, delayMs),
    );
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTick();
    for (const cancel of this.later.values()) cancel();
    this.later.clear();
    this.waiting.clear();
  }

  private wake(): void {
    if (this.isWorking || this.waiting.size === 0) return;
    this.isWorking = true;
    this.cancelTick = this.options.tick(() => void this.workOff(), 0);
  }

  private async workOff(): Promise<void> {
    for (const key of this.waiting) {
      if (this.isStopped) break;
      this.waiting.delete(key);
      try {
        await this.options.work(key);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.options.log(
          `${this.options.name} ${key}: ${reason}; trying again`,
        );
        this.addAfter(key, this.options.retryMs);
      }
    }
    this.isWorking = false;
    if (!this.isStopped) this.wake();
  }
}
