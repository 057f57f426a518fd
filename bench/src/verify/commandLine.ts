import os from 'node:os';
import { parseArgs } from 'node:util';

/** What a person asks of the benchmark. */
export interface VerifyCommandLine {
  readonly digests: number;
  readonly rounds: number;
  /** How many verifications at a time, of waybill and of cosign in parallel. */
  readonly parallel: number;
  /** How many of the digests cosign verifies in a round: all would take many minutes. */
  readonly serialSample: number;
  readonly parallelSample: number;
  readonly seed: number;
  readonly folder: string;
}

export const VERIFY_USAGE = `yarn bench:verify [options]
  --digests <n>          signed digests in the registry (1000)
  --rounds <n>           rounds (5)
  --parallel <n>         verifications at a time (twice the cores)
  --serial-sample <n>    digests that cosign verifies one by one in a round (60)
  --parallel-sample <n>  digests that cosign verifies in parallel in a round (200)
  --seed <n>             seed of the orders (random)
  --folder <folder>      where scratch data goes (the system's folder for temporary files)`;

/** @throws Error with the usage for anything that is not understood */
export function readVerifyCommandLine(
  args: readonly string[],
  randomSeed: () => number,
): VerifyCommandLine {
  const values = parseOrExplain(args);
  const digests = readCount('--digests', values.digests ?? '1000');
  const sample = (option: string, text: string) =>
    Math.min(digests, readCount(option, text));
  return {
    digests,
    rounds: readCount('--rounds', values.rounds ?? '5'),
    parallel: readCount(
      '--parallel',
      values.parallel ?? String(2 * os.cpus().length),
    ),
    serialSample: sample('--serial-sample', values['serial-sample'] ?? '60'),
    parallelSample: sample(
      '--parallel-sample',
      values['parallel-sample'] ?? '200',
    ),
    seed: values.seed ? readCount('--seed', values.seed) : randomSeed(),
    folder: values.folder ?? os.tmpdir(),
  };
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Error(
      `${option} is a whole number from 1 on, not "${text}"\n${VERIFY_USAGE}`,
    );
  }
  return count;
}

function parseOrExplain(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        digests: text,
        rounds: text,
        parallel: text,
        'serial-sample': text,
        'parallel-sample': text,
        seed: text,
        folder: text,
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${VERIFY_USAGE}`, {
      cause: error,
    });
  }
}
