import type { ObservationStore, WatchHealth } from './ObservationStore';

/** A contact is worth a write only this often: it says no more than "still so". */
const CONTACT_INTERVAL_MS = 10_000;

/**
 * Keeps the health of one watch in the database.
 *
 * One dropped connection that is back at the next attempt is not failing: a page that flickers tells nothing.
 */
export class HealthRecorder {
  readonly #store: ObservationStore;
  readonly #now: () => Date;
  #health: WatchHealth;
  #writtenAt = 0;
  #failures = 0;

  constructor(options: {
    store: ObservationStore;
    now: () => Date;
    /** What is known from before: a restart must not forget when the cluster was last heard of. */
    last: WatchHealth;
  }) {
    this.#store = options.store;
    this.#now = options.now;
    this.#health = options.last;
  }

  /** @returns whether the state became another one */
  async contact(state: 'watching' | 'absent' = 'watching'): Promise<boolean> {
    this.#failures = 0;
    const now = this.#now();
    const hasChanged = this.#health.state !== state;
    this.#health = {
      ...this.#health,
      state,
      lastContactAt: now.toISOString(),
      error: undefined,
    };
    if (hasChanged || now.getTime() - this.#writtenAt >= CONTACT_INTERVAL_MS) {
      await this.#write();
    }
    return hasChanged;
  }

  /** @returns whether the state became another one */
  async failed(error: Error): Promise<boolean> {
    this.#failures += 1;
    if (this.#failures === 1 && this.#health.state === 'watching') {
      return false;
    }
    const hasChanged =
      this.#health.state !== 'failing' || this.#health.error !== error.message;
    this.#health = {
      ...this.#health,
      state: 'failing',
      error: error.message,
    };
    if (hasChanged) {
      await this.#write();
    }
    return hasChanged;
  }

  async #write(): Promise<void> {
    await this.#store.setHealth(this.#health);
    this.#writtenAt = this.#now().getTime();
  }
}
