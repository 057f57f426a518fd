/**
 * A moment as ISO 8601.
 *
 * @internal
 */
export function toIsoTime(moment: Date | string): string {
  if (typeof moment === 'string') return moment;
  // toISOString throws for a date that is none, and what derives a state from it is total.
  return Number.isNaN(moment.getTime()) ? 'unknown' : moment.toISOString();
}

/**
 * Whether a value is a moment that can be compared.
 *
 * @internal
 */
export function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= 64 &&
    !Number.isNaN(Date.parse(value))
  );
}

/**
 * The latest of the moments; what is none is left out.
 *
 * @internal
 */
export function latestTime(
  moments: readonly (string | undefined)[],
): string | undefined {
  return pickTime(moments, (left, right) => left > right);
}

/**
 * The earliest of the moments; what is none is left out.
 *
 * @internal
 */
export function earliestTime(
  moments: readonly (string | undefined)[],
): string | undefined {
  return pickTime(moments, (left, right) => left < right);
}

function pickTime(
  moments: readonly (string | undefined)[],
  isBetter: (left: number, right: number) => boolean,
): string | undefined {
  return moments
    .filter(isTime)
    .reduce<string | undefined>(
      (best, moment) =>
        best === undefined || isBetter(Date.parse(moment), Date.parse(best))
          ? moment
          : best,
      undefined,
    );
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * How long ago something was, in words: `12 minutes ago`.
 *
 * @internal
 */
export function describeAge(moment: string | undefined, now: string): string {
  if (!isTime(moment) || !isTime(now)) return 'at an unknown time';
  const seconds = (Date.parse(now) - Date.parse(moment)) / 1000;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'less than a minute ago';
}
