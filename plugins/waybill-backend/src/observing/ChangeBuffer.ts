import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ObservationChange, ObservationStore } from './ObservationStore';
import type { Sleep } from './LeasedTask';

const MAX_HELD = 2_000;
const RETRY_MS = 1_000;

export interface ChangeBufferOptions {
  readonly cluster: string;
  readonly store: ObservationStore;
  readonly logger: LoggerService;
  readonly flushMs: number;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly onWritten: (namespaces: ReadonlySet<string>) => void;
}

/**
 * Collects the changes of one cluster for a moment and writes them together: a rollout is dozens of events within a
 * second. What could not be written is kept and tried again; a full buffer makes the watches wait.
 */
export class ChangeBuffer {
  readonly #options: ChangeBufferOptions;
  #held: ObservationChange[] = [];
  #scheduled: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: ChangeBufferOptions) {
    this.#options = options;
  }

  async add(change: ObservationChange): Promise<void> {
    this.#held.push(change);
    const { sleep, flushMs, signal } = this.#options;
    this.#scheduled ??= sleep(flushMs, signal).then(() => {
      this.#scheduled = undefined;
      return this.flush();
    });
    if (this.#held.length >= MAX_HELD) {
      await this.#scheduled;
    }
  }

  /** Writes all that is held; ends when it is written or the signal is aborted. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { cluster, store, logger, sleep, signal, onWritten } = this.#options;
    while (this.#held.length > 0 && !signal.aborted) {
      const batch = this.#held;
      this.#held = [];
      try {
        await store.apply(cluster, batch);
        onWritten(new Set(batch.map(namespaceOf)));
      } catch (error) {
        this.#held = [...batch, ...this.#held];
        logger.error(
          `${batch.length} observations of cluster '${cluster}' could not be written and are kept`,
          error instanceof Error ? error : undefined,
        );
        await sleep(RETRY_MS, signal);
      }
    }
  }
}

function namespaceOf(change: ObservationChange): string {
  return change.type === 'deleted'
    ? change.key.namespace
    : change.observation.namespace;
}
