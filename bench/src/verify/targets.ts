import { judge, type Target } from '../report/targets';
import { formatSize } from '../sizes';
import { median } from '../statistics';
import type { RequestCount, VerifyRun } from './VerifyRun';

const MIB = 1024 ** 2;

/** Says of each target whether it was met. Nothing depends on the answer. */
export function judgeVerifyTargets(
  runs: readonly VerifyRun[],
  requests: readonly RequestCount[],
  ratios: Readonly<Record<string, number>>,
): Target[] {
  const requestsOf = (prefix: string) => {
    const counts = requests
      .filter(({ what }) => what.startsWith(prefix))
      .map(count => count.requests);
    return counts.length > 0 ? Math.max(...counts) : undefined;
  };
  const lookups = runs.flatMap(run => run.warmLookupsPerSecond ?? []);
  const memory = runs.flatMap(run => run.aboveIdleBytes ?? []);
  const times = (found: number) => `${found.toFixed(1)} x`;
  return [
    atLeast('one by one', 20, ratios.verify_vs_cosign_serial, times),
    atLeast(
      'with the same parallelism',
      5,
      ratios.verify_vs_cosign_parallel,
      times,
    ),
    atMost(
      'requests of a cold verification',
      4,
      requestsOf('waybill, cold'),
      String,
    ),
    atMost('requests of a warm one', 0, requestsOf('waybill, warm'), String),
    atLeast(
      'lookups of known verdicts a second',
      100_000,
      lookups.length > 0 ? median(lookups) : undefined,
      found => Math.round(found).toLocaleString('en'),
    ),
    atMost(
      'peak memory above idle',
      150 * MIB,
      memory.length > 0 ? Math.max(...memory) : undefined,
      formatSize,
    ),
  ];
}

function atLeast(
  name: string,
  wanted: number,
  found: number | undefined,
  format: (found: number) => string,
): Target {
  return judge(
    name,
    `>= ${format(wanted)}`,
    found,
    format,
    value => value >= wanted,
  );
}

function atMost(
  name: string,
  wanted: number,
  found: number | undefined,
  format: (found: number) => string,
): Target {
  return judge(
    name,
    `<= ${format(wanted)}`,
    found,
    format,
    value => value <= wanted,
  );
}
