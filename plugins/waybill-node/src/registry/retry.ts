import { setTimeout as wait } from 'node:timers/promises';
import { RegistryError } from './errors';

/** How often and how long to try; one policy for all of Waybill's registry calls. @public */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** @public */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 4,
  baseDelayMs: 250,
  maxDelayMs: 10_000,
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal });
  },
  random: Math.random,
};

/**
 * Calls again what failed for a passing reason, with exponential backoff and full jitter, or as long as the registry's
 * `Retry-After` asks (up to the longest delay). What is called must make its body anew each time.
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const isPassing = error instanceof RegistryError && error.isRetryable;
      if (!isPassing || attempt >= policy.attempts) throw error;
      const backoff = Math.min(
        policy.maxDelayMs,
        policy.baseDelayMs * 2 ** (attempt - 1),
      );
      await policy.sleep(
        Math.min(
          policy.maxDelayMs,
          error.retryAfterMs ?? policy.random() * backoff,
        ),
        signal,
      );
    }
  }
}
