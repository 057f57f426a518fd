import type { Condition } from './objects';

/**
 * Sets a condition as the API conventions ask: `lastTransitionTime` moves only when the status does.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  next: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): Condition[] {
  const previous = conditions?.find(({ type }) => type === next.type);
  const lastTransitionTime =
    previous && previous.status === next.status
      ? previous.lastTransitionTime
      : now;
  const condition = { ...next, lastTransitionTime };
  return previous
    ? (conditions ?? []).map(existing =>
        existing === previous ? condition : existing,
      )
    : [...(conditions ?? []), condition];
}
