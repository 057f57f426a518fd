import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a host asks us to stay away: `Retry-After` in seconds or as a date, or GitHub's own headers once its limit is
 * used up.
 *
 * @returns `undefined` where it does not say
 * @internal
 */
export function retryAfterMs(
  headers: Headers,
  nowMs: number,
): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text && /^\d{1,7}$/.test(text)) return Number(text) * 1000;
  if (text) {
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return Math.max(0, date - nowMs);
  }
  const reset = headers.get('x-ratelimit-reset');
  if (
    headers.get('x-ratelimit-remaining') === '0' &&
    reset &&
    /^\d{1,11}$/.test(reset)
  ) {
    return Math.max(0, Number(reset) * 1000 - nowMs);
  }
  return undefined;
}

/** Waits; ends with the signal's reason. @internal */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** @internal */
export const sleepFor: Sleep = async (ms, signal) => {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
};
