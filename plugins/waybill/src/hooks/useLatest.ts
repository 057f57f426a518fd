import { useEffect, useMemo, useState } from 'react';
import { useDebounced } from './useDebounced';
import type { RequestState } from './useRequest';

/**
 * Asks again whenever the question changes, once it has stood still for a while. The last answer stays until the next one
 * is there; what was asked before is broken off. Nothing is asked where there is no question.
 */
export function useLatest<Question extends object, Answer>(
  question: Question | undefined,
  ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
  delayMs: number,
): RequestState<Answer> & { readonly reload: () => void } {
  const text = question && JSON.stringify(question);
  const settled = useDebounced(text, delayMs);
  const asked = useMemo(
    () => (settled === undefined ? undefined : JSON.parse(settled)),
    [settled],
  );
  const [state, setState] = useState<RequestState<Answer>>({
    isPending: true,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (asked === undefined) {
      setState({ isPending: false });
      return undefined;
    }
    const request = new AbortController();
    setState(({ value }) => ({ value, isPending: true }));
    ask(asked, request.signal)
      .then(
        value => ({ value, isPending: false }),
        error => ({ error: error as Error, isPending: false }),
      )
      .then(result => !request.signal.aborted && setState(result));
    return () => request.abort();
  }, [asked, ask, attempt]);
  return {
    ...state,
    isPending: state.isPending || settled !== text,
    reload: () => setAttempt(count => count + 1),
  };
}
