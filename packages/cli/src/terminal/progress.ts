import type { PackageProgress } from '@waybill/backstage-plugin-waybill-node';
import { formatBytes } from './formatBytes';
import { printable } from './printable';
import type { Terminal } from './Terminal';

/** A log is read later: a line now and then. */
const LINE_INTERVAL_MS = 5_000;
const FRAME_INTERVAL_MS = 100;
const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';

const VERBS: Readonly<Record<PackageProgress['phase'], [string, string]>> = {
  read: ['Reading', 'Read'],
  send: ['Sending', 'Sent'],
  receive: ['Receiving', 'Received'],
};

export interface ProgressDisplay {
  readonly report: (progress: PackageProgress) => void;
  /** Takes the bar off the screen, so that a line can be written. */
  clear(): void;
}

/** A bar that is drawn anew on a terminal, lines now and then in a log; on stderr, so that results stay alone. */
export function createProgress(terminal: Terminal): ProgressDisplay {
  const { stderr, env } = terminal;
  const isBar = stderr.isTTY && env.TERM !== 'dumb';
  const intervalMs = isBar ? FRAME_INTERVAL_MS : LINE_INTERVAL_MS;
  let phase: PackageProgress['phase'] | undefined;
  let startedAt = 0;
  let shownAt = 0;
  let isShown = false;
  return {
    report(progress) {
      const at = terminal.now();
      if (progress.phase !== phase) {
        phase = progress.phase;
        startedAt = at;
        shownAt = at;
      }
      if (at - shownAt < intervalMs) return;
      shownAt = at;
      const elapsedMs = at - startedAt;
      if (isBar) {
        stderr.write(
          CLEAR_LINE + barOf(progress, elapsedMs, stderr.columns ?? 80),
        );
        isShown = true;
      } else {
        stderr.write(`${lineOf(progress, elapsedMs)}\n`);
      }
    },
    clear() {
      if (isShown) stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}

function lineOf(progress: PackageProgress, elapsedMs: number): string {
  const { doneBytes, totalBytes } = progress;
  const rate = (doneBytes * 1000) / elapsedMs;
  const percent = percentOf(progress);
  return `${VERBS[progress.phase][1]} ${formatBytes(doneBytes)}${
    totalBytes === undefined
      ? ''
      : ` of ${formatBytes(totalBytes)} (${percent} %)`
  }, ${formatBytes(rate)}/s`;
}

function barOf(
  progress: PackageProgress,
  elapsedMs: number,
  columns: number,
): string {
  const { doneBytes, totalBytes, file } = progress;
  const rate = (doneBytes * 1000) / elapsedMs;
  const percent = percentOf(progress);
  const filled = Math.floor(((percent ?? 0) * BAR_WIDTH) / 100);
  const parts = [
    VERBS[progress.phase][0],
    ...(percent === undefined
      ? [formatBytes(doneBytes)]
      : [
          `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}]`,
          `${String(percent).padStart(3)} %`,
          `${formatBytes(doneBytes)} of ${formatBytes(totalBytes!)}`,
        ]),
    `${formatBytes(rate)}/s`,
    ...(totalBytes !== undefined && rate > 0
      ? [`${formatSeconds((totalBytes - doneBytes) / rate)} left`]
      : []),
    ...(file ? [printable(file)] : []),
  ];
  // A line that wraps cannot be cleared.
  return parts.join('  ').slice(0, Math.max(0, columns - 1));
}

function percentOf({
  doneBytes,
  totalBytes,
}: PackageProgress): number | undefined {
  if (totalBytes === undefined) return undefined;
  if (totalBytes === 0) return 100;
  return Math.min(100, Math.floor((doneBytes / totalBytes) * 100));
}

function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
