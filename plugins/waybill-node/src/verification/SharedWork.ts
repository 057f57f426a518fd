interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that is done once for all who ask for it at the same time. It is aborted when nobody waits for it any longer:
 * one who leaves does not end it for the others.
 */
export class SharedWork<T> {
  private readonly running = new Map<string, Running<T>>();

  /** @param work - is told whether its result is still wanted */
  async join(
    key: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, isCurrent: () => boolean) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const shared = this.running.get(key) ?? this.start(key, work);
    shared.waiting += 1;
    try {
      return await (signal ? raceAbort(shared.result, signal) : shared.result);
    } finally {
      shared.waiting -= 1;
      if (shared.waiting === 0) {
        this.end(key, shared);
        shared.controller.abort();
      }
    }
  }

  /** Whoever asks from now on begins anew. */
  forget(isMeant: (key: string) => boolean): void {
    for (const key of [...this.running.keys()].filter(isMeant)) {
      this.running.delete(key);
    }
  }

  private start(
    key: string,
    work: (signal: AbortSignal, isCurrent: () => boolean) => Promise<T>,
  ): Running<T> {
    const controller = new AbortController();
    const shared: Running<T> = {
      controller,
      waiting: 0,
      result: Promise.resolve().then(() =>
        work(controller.signal, () => this.running.get(key) === shared),
      ),
    };
    // who has left does not hear of its failure
    shared.result.catch(() => undefined);
    this.running.set(key, shared);
    return shared;
  }

  private end(key: string, shared: Running<T>): void {
    if (this.running.get(key) === shared) this.running.delete(key);
  }
}

/** Waits for the work or for the abort, whichever comes first. */
export function raceAbort<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
