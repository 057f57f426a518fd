import type { LoggerService } from '@backstage/backend-plugin-api';
import type { LeaseTable } from './LeaseTable';

/** Waits; ends early, without an error, when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface LeasedTaskOptions {
  readonly leases: LeaseTable;
  readonly name: string;
  readonly owner: string;
  readonly logger: LoggerService;
  /** Does the task until its signal is aborted, which happens when the lease is lost. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly sleep: Sleep;
  readonly heartbeatMs?: number;
  readonly ttlMs?: number;
  readonly clock?: () => number;
}

const HEARTBEAT_MS = 3_000;
const TTL_MS = 12_000;

/**
 * Does a task in exactly one replica: takes the lease, keeps it by heartbeats, and stops the task when the lease is
 * lost or could not be renewed for as long as it lasts.
 */
export class LeasedTask {
  readonly #options: Required<LeasedTaskOptions>;

  constructor(options: LeasedTaskOptions) {
    this.#options = {
      heartbeatMs: HEARTBEAT_MS,
      ttlMs: TTL_MS,
      clock: () => performance.now(),
      ...options,
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { name, owner, leases, sleep, heartbeatMs } = this.#options;
    while (!signal.aborted) {
      if (await this.#acquire()) {
        await this.#holdAndRun(signal);
      }
      if (!signal.aborted) {
        await sleep(heartbeatMs, signal);
      }
    }
    await leases.release(name, owner).catch(() => undefined);
  }

  async #holdAndRun(signal: AbortSignal): Promise<void> {
    const { name, logger, run } = this.#options;
    const lost = new AbortController();
    const both = AbortSignal.any([signal, lost.signal]);
    const task = run(both)
      .catch(error => {
        logger.error(
          `Task '${name}' ended with an error and is started again`,
          error,
        );
      })
      .finally(() => lost.abort());
    await this.#keep(both);
    lost.abort();
    await task;
  }

  /** Ends when the lease can no longer be taken as held. */
  async #keep(signal: AbortSignal): Promise<void> {
    const { sleep, heartbeatMs, ttlMs, clock, name, logger } = this.#options;
    let renewedAt = clock();
    while (!signal.aborted) {
      await sleep(heartbeatMs, signal);
      if (signal.aborted) {
        return;
      }
      const askedAt = clock();
      const isHeld = await this.#acquire();
      if (isHeld) {
        renewedAt = askedAt;
      } else if (isHeld === false || clock() - renewedAt > ttlMs) {
        logger.warn(`Task '${name}' goes to another replica`);
        return;
      }
    }
  }

  /** `undefined` where the database could not be asked. */
  async #acquire(): Promise<boolean | undefined> {
    const { leases, name, owner, ttlMs, logger } = this.#options;
    try {
      return await leases.acquire(name, owner, ttlMs);
    } catch (error) {
      logger.warn(`Lease '${name}' could not be renewed: ${error}`);
      return undefined;
    }
  }
}
