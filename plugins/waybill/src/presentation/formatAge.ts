const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long ago a moment was, as a person says it. A moment that lies ahead is `just now`: clocks of clusters and
 * registries are never quite the portal's.
 */
export function formatAge(thenMs: number, nowMs: number): string {
  const ageMs = nowMs - thenMs;
  if (ageMs < 10 * SECOND_MS) {
    return 'just now';
  }
  if (ageMs < MINUTE_MS) {
    return `${Math.floor(ageMs / (10 * SECOND_MS)) * 10} s ago`;
  }
  if (ageMs < HOUR_MS) {
    return `${Math.floor(ageMs / MINUTE_MS)} min ago`;
  }
  if (ageMs < DAY_MS) {
    return `${Math.floor(ageMs / HOUR_MS)} h ago`;
  }
  if (ageMs < 60 * DAY_MS) {
    return `${Math.floor(ageMs / DAY_MS)} d ago`;
  }
  return new Date(thenMs).toISOString().slice(0, 10);
}
