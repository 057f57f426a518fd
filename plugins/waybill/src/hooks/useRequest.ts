import { useEffect, useState } from 'react';

export interface RequestState<T> {
  readonly value?: T;
  readonly error?: Error;
  readonly isPending: boolean;
}

/**
 * Asks when `load` is another function (keep it with `useCallback`), and again when told to; what was asked before is
 * broken off. Nothing is asked where it is absent.
 */
export function useRequest<T>(
  load: ((signal: AbortSignal) => Promise<T>) | undefined,
): RequestState<T> & { readonly reload: () => void } {
  const [state, setState] = useState<RequestState<T>>({ isPending: true });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!load) {
      setState({ isPending: false });
      return undefined;
    }
    const request = new AbortController();
    setState({ isPending: true });
    load(request.signal)
      .then(
        value => ({ value, isPending: false }),
        error => ({ error: error as Error, isPending: false }),
      )
      .then(result => !request.signal.aborted && setState(result));
    return () => request.abort();
  }, [load, attempt]);
  return { ...state, reload: () => setAttempt(count => count + 1) };
}
