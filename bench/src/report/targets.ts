import type { Run } from '../Run';
import { IDLE, REPUSH } from '../sections';
import { formatSize } from '../sizes';
import { median } from '../statistics';

const MIB = 1024 ** 2;
const MAX_ABOVE_IDLE_BYTES = 96 * MIB;
const MAX_MEMORY_SPREAD = 0.1;
/** A Node writes a few files of its own here and there; a staged model is gigabytes. */
const MAX_STAGED_BYTES = 4 * MIB;
const MAX_WARM_SECONDS = 2;

/** What the ratios (peer ÷ ours) are to be at least. */
const WANTED_RATIOS: Readonly<Record<string, number>> = {
  modelkit_push_vs_kit: 1.3,
  modelpack_push_vs_modctl: 2,
  modelpack_push_vs_modctl_remote: 1,
  modelcar_push_vs_crane: 3,
  artifact_push_vs_oras: 1,
  modelkit_unpack_vs_kit: 1,
  modelpack_unpack_vs_modctl: 1,
  modelcar_unpack_vs_crane: 1,
  artifact_unpack_vs_oras: 1,
  // At most 1.25 times the time of the hash, and 1.1 times.
  sink_push_vs_sha256: 1 / 1.25,
  repush_vs_hash: 1 / 1.1,
};

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  readonly verdict: 'met' | 'not met' | 'not measured';
}

/** Says of each target whether it was met. Nothing depends on the answer: a benchmark asserts no time. */
export function judgeTargets(
  runs: readonly Run[],
  ratios: Readonly<Record<string, number>>,
): Target[] {
  return [
    ...Object.entries(WANTED_RATIOS).map(([name, wanted]) =>
      judgeRatio(name, wanted, ratios[name]),
    ),
    ...judgeMemory(runs, 'push'),
    ...judgeMemory(runs, 'unpack'),
    judgeStaging(runs),
    judgeWarmRepush(runs),
  ];
}

function judgeRatio(name: string, wanted: number, ratio?: number): Target {
  return judge(
    name,
    `>= ${wanted.toFixed(2)}`,
    ratio,
    found => found.toFixed(2),
    found => found >= wanted,
  );
}

function judgeMemory(runs: readonly Run[], verb: 'push' | 'unpack'): Target[] {
  const idle = runs.find(({ contender }) => contender === IDLE)?.peakBytes;
  const ours = runs.filter(({ contender }) =>
    contender.startsWith(`waybill ${verb} `),
  );
  const curve = ours.filter(({ section }) => section === 'memory');
  const spreads = [...new Set(curve.map(({ contender }) => contender))].map(
    contender =>
      spreadOf(
        curve
          .filter(run => run.contender === contender)
          .map(({ peakBytes }) => peakBytes),
      ),
  );
  const largest = largestOf(ours.map(({ peakBytes }) => peakBytes));
  return [
    judge(
      `peak memory of ${verb} above idle`,
      `< ${formatSize(MAX_ABOVE_IDLE_BYTES)}`,
      largest === undefined || idle === undefined ? undefined : largest - idle,
      formatSize,
      found => found < MAX_ABOVE_IDLE_BYTES,
    ),
    judge(
      `peak memory of ${verb} at any size, around its middle`,
      `<= ±${100 * MAX_MEMORY_SPREAD} %`,
      largestOf(spreads),
      found => `±${(100 * found).toFixed(1)} %`,
      found => found <= MAX_MEMORY_SPREAD,
    ),
  ];
}

function judgeStaging(runs: readonly Run[]): Target {
  return judge(
    'written to the disk of the client that pushes',
    `< ${formatSize(MAX_STAGED_BYTES)}`,
    largestOf(
      runs
        .filter(({ contender }) => contender.startsWith('waybill push '))
        .map(({ writtenBytes }) => writtenBytes),
    ),
    formatSize,
    found => found < MAX_STAGED_BYTES,
  );
}

function judgeWarmRepush(runs: readonly Run[]): Target {
  const times = runs
    .filter(({ contender }) => contender === REPUSH.warm)
    .map(({ wallSeconds }) => wallSeconds);
  return judge(
    REPUSH.warm,
    `< ${MAX_WARM_SECONDS} s`,
    times.length > 0 ? median(times) : undefined,
    found => `${found.toFixed(2)} s`,
    found => found < MAX_WARM_SECONDS,
  );
}

export function judge(
  name: string,
  wanted: string,
  found: number | undefined,
  format: (found: number) => string,
  isMet: (found: number) => boolean,
): Target {
  if (found === undefined) {
    return { name, wanted, measured: '-', verdict: 'not measured' };
  }
  return {
    name,
    wanted,
    measured: format(found),
    verdict: isMet(found) ? 'met' : 'not met',
  };
}

/** How far the values lie from the middle between the lowest and the highest, as a share of it. */
function spreadOf(values: readonly number[]): number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (high - low) / (high + low);
}

function largestOf(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.max(...values) : undefined;
}
