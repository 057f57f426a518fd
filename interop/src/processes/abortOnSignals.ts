/** Ctrl-C reaches us from the terminal and again from each process that started us and passes it on. */
const ECHO_MS = 3_000;

/** Why everything ends: somebody asked for it. */
export class StoppedError extends Error {
  constructor(signal: string) {
    super(`stopped by ${signal}`);
    this.name = 'StoppedError';
  }
}

/**
 * A signal that is aborted by Ctrl-C and its like, so that everything is stopped in order. Given again, later, it ends
 * the process at once.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  let abortedAt = 0;
  const stop = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      abortedAt = Date.now();
      controller.abort(new StoppedError(name));
    } else if (Date.now() - abortedAt > ECHO_MS) {
      process.exit(130);
    }
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  return controller.signal;
}
