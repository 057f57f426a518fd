/** Asks at most once in the given time; calls meanwhile share the answer. An error is not kept. */
export function cachedFor<T>(
  ms: number,
  load: () => Promise<T>,
  clock: () => number = () => performance.now(),
): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (kept === undefined || clock() >= kept.until) {
      const answer = load();
      const entry = { answer, until: clock() + ms };
      kept = entry;
      answer.catch(() => {
        if (kept === entry) {
          kept = undefined;
        }
      });
    }
    return kept.answer;
  };
}
