const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A Go duration (`1m30s`) in milliseconds; the given one where there is none or it cannot be read. */
export function durationMs(
  text: string | undefined,
  otherwise: number,
): number {
  if (!text || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return otherwise;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * unitsMs[unit],
    0,
  );
}

/** Milliseconds as Go prints a duration (`1m0s`, `211.5ms`). */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${trimmed(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${trimmed((ms % 60_000) / 1000)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(6)));
}
