/**
 * Works through a list, some items at a time. The first failure stops the others and is thrown once they have ended.
 */
export async function inParallel<T>(
  items: readonly T[],
  atATime: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const rest = items.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    for (const item of rest) {
      if (failure) return;
      try {
        either.throwIfAborted();
        await work(item, either);
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  if (failure) throw failure.error;
}
