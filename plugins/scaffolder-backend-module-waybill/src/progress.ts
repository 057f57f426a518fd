import type { TransferProgress } from '@waybill/backstage-plugin-waybill-node';

const LINE_INTERVAL_MS = 2000;

/**
 * Turns many small reports into a line now and then: a task's log is stored line by line in the portal's database.
 */
export function createProgressLog(options: {
  readonly log: (line: string) => void;
  readonly verb: string;
  readonly totalBytes: number;
  readonly now: () => number;
}): (progress: TransferProgress) => void {
  const startedAt = options.now();
  let lastLineAt = startedAt;
  const perBlob = new Map<string, number>();
  return progress => {
    perBlob.set(progress.digest ?? '', progress.transferredBytes);
    const at = options.now();
    if (at - lastLineAt < LINE_INTERVAL_MS) return;
    lastLineAt = at;
    const done = [...perBlob.values()].reduce((sum, bytes) => sum + bytes, 0);
    const percent = options.totalBytes
      ? Math.min(100, Math.floor((done / options.totalBytes) * 100))
      : 100;
    const rate = formatBytes((done * 1000) / Math.max(1, at - startedAt));
    options.log(
      `${options.verb} ${formatBytes(done)} of ${formatBytes(
        options.totalBytes,
      )} (${percent} %), ${rate}/s`,
    );
  };
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
