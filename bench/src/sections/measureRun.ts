import { runSuccessfully } from '@waybill/interop';
import type { Bench } from '../Bench';
import {
  cpuSecondsOf,
  machineCpuSeconds,
  runMeasured,
  type Measurement,
} from '../measuring';
import type { Place } from '../places';
import type { Run } from '../Run';

export interface Trial
  extends Pick<Run, 'section' | 'contender' | 'round' | 'sizeBytes'> {
  readonly script: readonly string[];
  readonly home: string;
  /** Whose CPU is told beside the contender's. */
  readonly place?: Place;
}

/** Runs a contender once and records what it cost. */
export async function measureRun(bench: Bench, trial: Trial): Promise<void> {
  const { script, home, place, ...what } = trial;
  // Nobody pays for what another has left to be written.
  await runSuccessfully('sync', ['-f', bench.folder], { signal: bench.signal });
  const registryBefore = place ? cpuSecondsOf(place.pid) : 0;
  const machineBefore = machineCpuSeconds();
  const measurement = await runMeasured(bench.programs.measure, {
    script,
    home,
    signal: bench.signal,
  });
  const machineCpu = machineCpuSeconds() - machineBefore;
  const registryCpuSeconds = place
    ? cpuSecondsOf(place.pid) - registryBefore
    : 0;
  const run = {
    ...what,
    ...costOf(measurement, registryCpuSeconds, machineCpu),
  };
  bench.record(run);
  bench.log(
    `  ${run.contender}: ${run.wallSeconds.toFixed(
      2,
    )} s, CPU ${run.cpuSeconds.toFixed(
      2,
    )} s, registry ${run.registryCpuSeconds.toFixed(
      2,
    )} s, others ${run.otherCpuSeconds.toFixed(2)} s`,
  );
}

function costOf(
  {
    wallSeconds,
    userSeconds,
    systemSeconds,
    peakBytes,
    writtenBytes,
  }: Measurement,
  registryCpuSeconds: number,
  machineCpuSecondsUsed: number,
) {
  const cpuSeconds = userSeconds + systemSeconds;
  return {
    wallSeconds,
    cpuSeconds,
    peakBytes,
    writtenBytes,
    registryCpuSeconds,
    otherCpuSeconds: Math.max(
      0,
      machineCpuSecondsUsed - cpuSeconds - registryCpuSeconds,
    ),
  };
}
