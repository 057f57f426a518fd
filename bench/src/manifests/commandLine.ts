import { parseArgs } from 'node:util';

/** What a person asks of the benchmark. */
export interface ManifestsCommandLine {
  /** How often each job is done. */
  readonly rounds: number;
  /** How often before, unmeasured, so that the figures are those of a running portal. */
  readonly warmups: number;
  readonly environments: number;
}

export const MANIFESTS_USAGE = `yarn bench:manifests [options]
  --rounds <n>        how often each job is done (200)
  --warmups <n>       how often before, unmeasured (50)
  --environments <n>  environments of the model (3)`;

/** @throws Error with the usage for anything that is not understood */
export function readManifestsCommandLine(
  args: readonly string[],
): ManifestsCommandLine {
  const values = parseOrExplain(args);
  return {
    rounds: readCount('--rounds', values.rounds ?? '200', 1),
    warmups: readCount('--warmups', values.warmups ?? '50', 0),
    environments: readCount('--environments', values.environments ?? '3', 1),
  };
}

function readCount(option: string, text: string, least: number): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < least) {
    throw new Error(
      `${option} is a whole number from ${least} on, not "${text}"\n${MANIFESTS_USAGE}`,
    );
  }
  return count;
}

function parseOrExplain(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { rounds: text, warmups: text, environments: text },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${MANIFESTS_USAGE}`, {
      cause: error,
    });
  }
}
