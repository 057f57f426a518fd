/** Lets so many through in a stretch of time. */
export class RateLimit {
  readonly #limit: number;
  readonly #perMs: number;
  readonly #now: () => number;
  #times: number[] = [];

  constructor(options: { limit: number; perMs: number; now: () => number }) {
    this.#limit = options.limit;
    this.#perMs = options.perMs;
    this.#now = options.now;
  }

  /** @returns whether there is room for one more, which is taken then */
  take(): boolean {
    const now = this.#now();
    this.#times = this.#times.filter(time => now - time < this.#perMs);
    if (this.#times.length >= this.#limit) {
      return false;
    }
    this.#times.push(now);
    return true;
  }
}
