const LINE_INTERVAL_MS = 2000;

/**
 * Turns many small reports into a line now and then: a task's log is stored line by line in the portal's database.
 */
export function createProgressLog(options: {
  readonly log: (line: string) => void;
  readonly verb: string;
  readonly now: () => number;
}): (doneBytes: number, totalBytes: number) => void {
  const startedAt = options.now();
  let lastLineAt = startedAt;
  return (doneBytes, totalBytes) => {
    const at = options.now();
    if (at - lastLineAt < LINE_INTERVAL_MS) return;
    lastLineAt = at;
    const percent = totalBytes
      ? Math.min(100, Math.floor((doneBytes / totalBytes) * 100))
      : 100;
    const rate = formatBytes((doneBytes * 1000) / (at - startedAt));
    options.log(
      `${options.verb} ${formatBytes(doneBytes)} of ${formatBytes(
        totalBytes,
      )} (${percent} %), ${rate}/s`,
    );
  };
}

/** `1 file`, `3 files`. */
export function formatFileCount(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** Decimal units, as registries and browsers show them: `999 B`, `1.5 kB`, `2.0 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}
