import { setTimeout as delay } from 'node:timers/promises';

/** Waits; ends early, without an error, when the signal is aborted. @internal */
export async function sleepUntilAborted(
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

const BASE_MS = 500;
const MAX_MS = 30_000;

/**
 * Exponential backoff with jitter over half of the interval: replicas and kinds that lost the same API server together
 * must not come back together.
 *
 * @internal
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}
