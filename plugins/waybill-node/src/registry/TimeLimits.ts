/** How long a registry may take. @public */
export interface TimeLimits {
  readonly connectMs: number;
  /** Between two pieces of an answer, and before the first. */
  readonly idleMs: number;
  /** For a whole answer that is no blob: a manifest, a list, a token. */
  readonly answerMs: number;
  /** A blob that comes slower than this, over {@link TimeLimits.slowAfterMs} of waiting for it, is broken off. */
  readonly minBytesPerSecond: number;
  readonly slowAfterMs: number;
}

/** @public */
export const DEFAULT_TIME_LIMITS: TimeLimits = {
  connectMs: 10_000,
  idleMs: 60_000,
  answerMs: 120_000,
  minBytesPerSecond: 1024,
  slowAfterMs: 60_000,
};
