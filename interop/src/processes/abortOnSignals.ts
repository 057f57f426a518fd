/** Ctrl-C reaches us from the terminal and again from each process that started us and passes it on. */
const ECHO_MS = 3_000;

/**
 * A signal that is aborted by Ctrl-C and its like, so that everything is stopped in order. Given again, later, it ends
 * the process at once.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  let abortedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        abortedAt = Date.now();
        controller.abort(new Error(`stopped by ${name}`));
      } else if (Date.now() - abortedAt > ECHO_MS) {
        process.exit(130);
      }
    });
  }
  return controller.signal;
}
