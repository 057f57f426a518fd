import os from 'node:os';
import process from 'node:process';
import { textTable } from '../report/textTable';
import { summarise, type Summary } from '../statistics';
import type { ManifestsCommandLine } from './commandLine';

/** What one job took. */
export interface JobTimes {
  readonly name: string;
  /** How many files or objects came out. */
  readonly count: number;
  /** The very first time in this process, as a command line pays it. */
  readonly firstMs: number;
  readonly ms: Summary;
}

export interface ManifestsReport {
  readonly startedAt: string;
  readonly machine: string;
  /** One, five and fifteen minutes before: whether the machine had other things to do. */
  readonly loadBefore: readonly number[];
  readonly options: ManifestsCommandLine;
  readonly jobs: readonly JobTimes[];
}

export function describeHost(): string {
  const [cpu] = os.cpus();
  return `${cpu?.model.trim() ?? 'unknown'}, ${
    os.cpus().length
  } cores, ${os.type()} ${os.release()}, node ${process.version}`;
}

export function timesOf(
  job: { readonly name: string; readonly count: number },
  firstMs: number,
  ms: readonly number[],
): JobTimes {
  return { ...job, firstMs, ms: summarise(ms) };
}

/** Everything as text. */
export function printManifestsReport(report: ManifestsReport): string {
  const { machine, options, loadBefore, jobs } = report;
  const load = loadBefore.map(one => one.toFixed(1)).join(' ');
  return [
    [
      machine,
      `${options.environments} environments, ${options.rounds} times each after ${options.warmups} unmeasured; load before: ${load}`,
    ].join('\n'),
    textTable(
      ['milliseconds', 'out', 'first', 'min', 'median', 'max'],
      jobs.map(({ name, count, firstMs, ms }) => [
        name,
        String(count),
        ...[firstMs, ms.min, ms.median, ms.max].map(value => value.toFixed(2)),
      ]),
    ),
  ].join('\n\n');
}
