import {
  cpuSecondsOf,
  machineCpuSeconds,
  type Measurement,
} from '../measuring';
import { seededRandom, shuffle } from '../statistics';
import type { VerifyCommandLine } from './commandLine';
import { runCosign, runWaybill, type VerifyPlace } from './contenders';
import { CONTENDERS, type ContenderKey, type VerifyRun } from './VerifyRun';

export interface Rounds {
  readonly options: Omit<VerifyCommandLine, 'folder'>;
  readonly place: VerifyPlace;
  readonly digests: readonly string[];
  readonly registryPid: number;
  readonly log: (line: string) => void;
}

/** What a contender itself can say of its run. */
type Found = Pick<VerifyRun, 'digests' | 'wallSeconds' | 'cpuSeconds'> &
  Partial<VerifyRun>;
type Contender = (digests: readonly string[]) => Promise<Found>;

/** Lets each contender verify in each round, contenders and digests in an order of their own. */
export async function runRounds(rounds: Rounds): Promise<VerifyRun[]> {
  const { options, digests, log } = rounds;
  const random = seededRandom(options.seed);
  const contenders = contendersOf(rounds);
  const runs: VerifyRun[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    log(`round ${round} of ${options.rounds}`);
    for (const contender of shuffle(Object.keys(contenders), random)) {
      const key = contender as ContenderKey;
      const run = await measure(rounds, key, round, () =>
        contenders[key](shuffle(digests, random)),
      );
      runs.push(run);
      log(
        `  ${CONTENDERS[key]}: ${run.digests} in ${run.wallSeconds.toFixed(
          2,
        )} s, others used ${run.otherCpuSeconds.toFixed(1)} s of CPU`,
      );
    }
  }
  return runs;
}

function contendersOf({
  options: { parallel, serialSample, parallelSample },
  place,
}: Rounds): Record<ContenderKey, Contender> {
  const cosign =
    (sample: number, atATime: number): Contender =>
    async digests => {
      const some = digests.slice(0, sample);
      const measurement = await runCosign(place, some, atATime);
      return {
        digests: some.length,
        wallSeconds: measurement.wallSeconds,
        cpuSeconds: cpuOf(measurement),
      };
    };
  return {
    waybill: async digests => {
      const job = { digests, parallel, isCounting: false };
      const { measurement, result } = await runWaybill(place, job);
      return {
        ...result,
        digests: digests.length,
        cpuSeconds: cpuOf(measurement),
      };
    },
    serial: cosign(serialSample, 1),
    parallel: cosign(parallelSample, parallel),
  };
}

async function measure(
  { registryPid }: Rounds,
  contender: ContenderKey,
  round: number,
  verify: () => Promise<Found>,
): Promise<VerifyRun> {
  const registryBefore = cpuSecondsOf(registryPid);
  const machineBefore = machineCpuSeconds();
  const found = await verify();
  const registryCpuSeconds = cpuSecondsOf(registryPid) - registryBefore;
  const machineCpu = machineCpuSeconds() - machineBefore;
  return {
    contender,
    round,
    ...found,
    registryCpuSeconds,
    otherCpuSeconds: Math.max(
      0,
      machineCpu - registryCpuSeconds - found.cpuSeconds,
    ),
  };
}

function cpuOf({ userSeconds, systemSeconds }: Measurement): number {
  return userSeconds + systemSeconds;
}
