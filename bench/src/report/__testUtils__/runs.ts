import type { Run } from '../../Run';

const MIB = 1024 ** 2;

/** A run that is nothing special but for what is given. */
export function aRun(given: Partial<Run>): Run {
  return {
    section: 'push',
    contender: 'kit pack + push',
    round: 1,
    sizeBytes: 2048 * MIB,
    wallSeconds: 10,
    cpuSeconds: 5,
    peakBytes: 100 * MIB,
    writtenBytes: 0,
    registryCpuSeconds: 4,
    otherCpuSeconds: 1,
    ...given,
  };
}

/** A contender's runs with these wall times, one a round. */
export function runsOf(
  given: Partial<Run>,
  ...wallSeconds: readonly number[]
): Run[] {
  return wallSeconds.map((seconds, index) =>
    aRun({ ...given, round: index + 1, wallSeconds: seconds }),
  );
}
