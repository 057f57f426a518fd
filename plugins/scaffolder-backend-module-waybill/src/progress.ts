import type { PackageProgress } from '@waybill/backstage-plugin-waybill-node';

const LINE_INTERVAL_MS = 2000;
const MAX_FILE_LENGTH = 120;

const VERBS: Readonly<Record<PackageProgress['phase'], string>> = {
  read: 'Read',
  send: 'Pushed',
  receive: 'Received',
};

/**
 * Turns many small reports into a line now and then: a task's log is stored line by line in the portal's database.
 */
export function createProgressLog(options: {
  readonly log: (line: string) => void;
  readonly now: () => number;
}): (progress: PackageProgress) => void {
  const { log, now } = options;
  let phase: PackageProgress['phase'] | undefined;
  let last = { at: now(), doneBytes: 0 };
  return progress => {
    const at = now();
    if (progress.phase !== phase || progress.doneBytes < last.doneBytes) {
      phase = progress.phase;
      last = { at, doneBytes: progress.doneBytes };
      return;
    }
    if (at - last.at < LINE_INTERVAL_MS) return;
    const rate =
      ((progress.doneBytes - last.doneBytes) * 1000) / (at - last.at);
    last = { at, doneBytes: progress.doneBytes };
    log(describeProgress(progress, rate));
  };
}

function describeProgress(
  { phase, doneBytes, totalBytes, file }: PackageProgress,
  bytesPerSecond: number,
): string {
  const percent = totalBytes
    ? ` of ${formatBytes(totalBytes)} (${Math.min(
        100,
        Math.floor((doneBytes / totalBytes) * 100),
      )} %)`
    : '';
  const where = file ? `, ${file.slice(-MAX_FILE_LENGTH)}` : '';
  return `${VERBS[phase]} ${formatBytes(doneBytes)}${percent}, ${formatBytes(
    bytesPerSecond,
  )}/s${where}`;
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
