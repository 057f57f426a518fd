import { setTimeout as wait } from 'node:timers/promises';

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
      if (!isPassing(error) || attempt >= policy.attempts) throw error;
      await policy.sleep(
        retryDelayMs(policy, attempt, error.retryAfterMs),
        signal,
      );
    }
  }
}

/** How long to wait after so many attempts, where the server asks for nothing or for something else. */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  retryAfterMs?: number,
): number {
  const backoff = Math.min(
    policy.maxDelayMs,
    policy.baseDelayMs * 2 ** (attempt - 1),
  );
  return Math.min(policy.maxDelayMs, retryAfterMs ?? policy.random() * backoff);
}

/** An error that says of itself that the same request may succeed later, as `RegistryError` does. */
export function isPassing(
  error: unknown,
): error is { readonly isRetryable: true; readonly retryAfterMs?: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'isRetryable' in error &&
    error.isRetryable === true
  );
}
