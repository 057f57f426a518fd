/**
 * A signal that is aborted by Ctrl-C and its like, so that everything is stopped in order. The second one ends the
 * process at once.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        process.exit(130);
      }
      controller.abort(new Error(`stopped by ${name}`));
    });
  }
  return controller.signal;
}
