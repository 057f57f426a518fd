import type { Machine } from '../report/machine';
import type { Target } from '../report/targets';
import { textTable } from '../report/textTable';
import { formatSize } from '../sizes';
import { median, pairRatios, summarise, type RoundValue } from '../statistics';
import type { VerifyCommandLine } from './commandLine';
import { judgeVerifyTargets } from './targets';
import {
  CONTENDERS,
  type ContenderKey,
  type RequestCount,
  type VerifyRun,
} from './VerifyRun';

export interface VerifyReport {
  readonly startedAt: string;
  readonly machine: Machine;
  /** One, five and fifteen minutes before the first round: whether the machine had other things to do. */
  readonly loadBefore: readonly number[];
  readonly options: Omit<VerifyCommandLine, 'folder'>;
  /** Ours ÷ theirs in digests per second, medians of pairs. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly requests: readonly RequestCount[];
  readonly targets: readonly Target[];
  readonly runs: readonly VerifyRun[];
}

export function makeVerifyReport(
  what: Omit<VerifyReport, 'ratios' | 'targets'>,
): VerifyReport {
  const ratios = computeVerifyRatios(what.runs);
  return {
    ...what,
    ratios,
    targets: judgeVerifyTargets(what.runs, what.requests, ratios),
  };
}

/** Digests in a second, ours ÷ theirs, each pair from the same round. */
export function computeVerifyRatios(
  runs: readonly VerifyRun[],
): Record<string, number> {
  const ratio = (peer: ContenderKey) =>
    pairRatios(throughputs(runs, 'waybill'), throughputs(runs, peer));
  return Object.fromEntries(
    (['serial', 'parallel'] as const).flatMap(peer => {
      const pairs = ratio(peer);
      return pairs.length > 0
        ? [[`verify_vs_cosign_${peer}`, median(pairs)]]
        : [];
    }),
  );
}

/** Everything as text. */
export function printVerifyReport(report: VerifyReport): string {
  const { machine, options, ratios, requests, targets, runs } = report;
  const versions = Object.entries(machine.versions).map(
    ([name, version]) => `${name} ${version}`,
  );
  const load = report.loadBefore.map(one => one.toFixed(1)).join(' ');
  return [
    [
      `${machine.cpuModel}, ${machine.cores} cores, ${machine.kernel}`,
      versions.join(', '),
      `${options.digests} digests, each signed in both forms; ${options.rounds} rounds, ${options.parallel} at a time, orders shuffled with seed ${options.seed}`,
      `load before: ${load}; in each round cosign verifies ${options.serialSample} of the digests one by one and ${options.parallelSample} in parallel, waybill all`,
      'several values: min / median / max',
    ].join('\n'),
    runTable(runs),
    textTable(
      ['requests for one digest', 'requests'],
      requests.map(({ what, requests: count }) => [what, String(count)]),
    ),
    textTable(
      ['digests a second, ours ÷ theirs, median of pairs', 'ratio'],
      Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(1)]),
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
  ].join('\n\n');
}

function runTable(runs: readonly VerifyRun[]): string {
  const keys = (Object.keys(CONTENDERS) as ContenderKey[]).filter(key =>
    runs.some(({ contender }) => contender === key),
  );
  const fixed = (digits: number) => (value: number) => value.toFixed(digits);
  return textTable(
    [
      'contender',
      'digests/s',
      'ms each',
      'CPU ms each',
      'registry CPU ms each',
      'other CPU s',
      'above idle',
      'lookups/s',
    ],
    keys.map(key => {
      const group = runs.filter(({ contender }) => contender === key);
      const each = (
        value: (run: VerifyRun) => number | undefined,
        format: (value: number) => string,
      ) =>
        spread(
          group.flatMap(run => value(run) ?? []),
          format,
        );
      return [
        CONTENDERS[key],
        each(throughput, fixed(1)),
        each(run => (1000 * run.wallSeconds) / run.digests, fixed(2)),
        each(run => (1000 * run.cpuSeconds) / run.digests, fixed(2)),
        each(run => (1000 * run.registryCpuSeconds) / run.digests, fixed(2)),
        each(run => run.otherCpuSeconds, fixed(1)),
        each(run => run.aboveIdleBytes, formatSize),
        each(run => run.warmLookupsPerSecond, fixed(0)),
      ];
    }),
  );
}

function spread(
  values: readonly number[],
  format: (value: number) => string,
): string {
  if (values.length === 0) return '-';
  const { min, median: middle, max } = summarise(values);
  return [min, middle, max].map(format).join(' / ');
}

function throughputs(
  runs: readonly VerifyRun[],
  contender: ContenderKey,
): RoundValue[] {
  return runs
    .filter(run => run.contender === contender)
    .map(run => ({ round: run.round, value: throughput(run) }));
}

function throughput({ digests, wallSeconds }: VerifyRun): number {
  return digests / wallSeconds;
}
