import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as the end of the sentence "waited 10 s for …". */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  /** What was seen last, for the message when the deadline has passed. */
  readonly describe?: () => string | Promise<string>;
}

/** Thrown by the question itself when waiting longer is of no use. */
export class GivenUpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GivenUpError';
  }
}

/**
 * Asks again and again until the answer is not `undefined`. An error of the question counts as "not yet" and is told
 * when the deadline has passed.
 */
export async function waitUntil<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + options.deadlineMs;
  let lastError: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
      lastError = undefined;
    } catch (error) {
      if (error instanceof GivenUpError) {
        throw error;
      }
      lastError = error;
    }
    if (Date.now() >= deadline) {
      throw await timeoutError(options, lastError);
    }
    await sleep(options.intervalMs ?? 100, undefined, {
      signal: options.signal,
    });
  }
}

async function timeoutError(
  options: WaitOptions,
  cause: unknown,
): Promise<Error> {
  const seen = await options.describe?.();
  const details = [
    cause instanceof Error ? cause.message : undefined,
    seen,
  ].filter(Boolean);
  const seconds = Math.round(options.deadlineMs / 1000);
  return new Error(
    [`waited ${seconds} s in vain for ${options.what}`, ...details].join('\n'),
    { cause },
  );
}
