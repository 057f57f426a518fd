import type { Tick } from '../RunningPlayers';

/** Runs work per key: never twice at once for the same key, at once for different ones. */
export class KeyedLoop {
  private readonly running = new Set<string>();
  private readonly again = new Set<string>();
  private readonly later = new Map<string, () => void>();
  private readonly abort = new AbortController();

  constructor(
    private readonly options: {
      tick: Tick;
      log: (line: string) => void;
      work: (key: string, signal: AbortSignal) => Promise<void>;
    },
  ) {}

  /** Runs the key soon; after its present run when it is under way. */
  add(key: string): void {
    this.addAfter(key, 0);
  }

  /** Runs the key after a while; replaces what was planned for it. */
  addAfter(key: string, delayMs: number): void {
    if (this.abort.signal.aborted) return;
    this.later.get(key)?.();
    const start = () => {
      this.later.delete(key);
      void this.run(key);
    };
    this.later.set(key, this.options.tick(start, delayMs));
  }

  stop(): void {
    this.abort.abort();
    for (const cancel of this.later.values()) cancel();
    this.later.clear();
  }

  private async run(key: string): Promise<void> {
    if (this.running.has(key)) {
      this.again.add(key);
      return;
    }
    this.running.add(key);
    try {
      await this.options.work(key, this.abort.signal);
    } catch (error) {
      if (!this.abort.signal.aborted) {
        this.options.log(
          `flux ${key}: ${
            error instanceof Error ? error.message : String(error)
          }`,
        );
      }
    }
    this.running.delete(key);
    if (this.again.delete(key)) this.add(key);
  }
}
