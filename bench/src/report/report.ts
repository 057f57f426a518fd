import { SECTIONS, type Run } from '../Run';
import { formatSize } from '../sizes';
import type { Machine } from './machine';
import { computeRatios } from './ratios';
import { sectionTable } from './sectionTable';
import { judgeTargets, type Target } from './targets';
import { textTable } from './textTable';

export interface Report {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly options: {
    readonly rounds: number;
    readonly sizeBytes: number;
    readonly seed: number;
  };
  /** Peer ÷ ours, medians of pairs. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets: readonly Target[];
  readonly failures: Readonly<Record<string, string>>;
  readonly runs: readonly Run[];
}

export function makeReport(
  what: Pick<Report, 'startedAt' | 'machine' | 'options' | 'failures' | 'runs'>,
): Report {
  const ratios = computeRatios(what.runs);
  return { ...what, ratios, targets: judgeTargets(what.runs, ratios) };
}

/** Everything as text: what ran where, a table for each section, ratios and targets. */
export function printReport(report: Report): string {
  const { machine, options, ratios, targets, failures, runs } = report;
  const versions = Object.entries(machine.versions).map(
    ([name, version]) => `${name} ${version}`,
  );
  const facts = [
    `${machine.cpuModel}, ${machine.cores} cores, ${formatSize(
      machine.memoryBytes,
    )}, ${machine.kernel}`,
    versions.join(', '),
    `${options.rounds} rounds, ${formatSize(
      options.sizeBytes,
    )} of new content in each, order shuffled with seed ${options.seed}`,
    'several values: min / median / max',
  ];
  const sections = SECTIONS.filter(section =>
    runs.some(run => run.section === section),
  ).map(section => sectionTable(runs, section));
  const failed = Object.entries(failures).map(
    ([name, message]) => `failed: ${name}: ${message}`,
  );
  return [
    facts.join('\n'),
    ...sections,
    textTable(
      ['wall time, peer ÷ ours, median of pairs', 'ratio'],
      Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2)]),
    ),
    textTable(
      ['target', 'wanted', 'measured', ''],
      targets.map(({ name, wanted, measured, verdict }) => [
        name,
        wanted,
        measured,
        verdict,
      ]),
    ),
    ...failed,
  ].join('\n\n');
}
