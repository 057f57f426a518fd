import os from 'node:os';
import { parseArgs } from 'node:util';
import { SECTIONS, type Section } from './Run';
import { parseSize } from './sizes';

/** What a person asks of the benchmark. */
export interface CommandLine {
  readonly rounds: number;
  readonly sizeBytes: number;
  readonly memorySizes: readonly number[];
  readonly sections: readonly Section[];
  readonly only?: RegExp;
  readonly seed: number;
  readonly folder: string;
}

export const USAGE = `yarn bench:package [options]
  --rounds <n>       rounds (5)
  --size <size>      size of the model's weights (2GiB)
  --memory <sizes>   sizes of the memory curve (1GiB,4GiB,16GiB)
  --section <name>   this section only (${SECTIONS.join(
    ', ',
  )}); may be given more than once
  --only <pattern>   contenders whose name matches
  --seed <n>         seed of the order within the rounds (random)
  --folder <folder>  where scratch data goes (the system's folder for temporary files); about eight times the size`;

/** @throws Error with the usage for anything that is not understood */
export function readCommandLine(
  args: readonly string[],
  randomSeed: () => number,
): CommandLine {
  const values = parseOrExplain(args);
  return {
    rounds: readCount('--rounds', values.rounds ?? '5', 1),
    sizeBytes: orExplain(() => parseSize(values.size ?? '2GiB')),
    memorySizes: (values.memory ?? '1GiB,4GiB,16GiB')
      .split(',')
      .map(size => orExplain(() => parseSize(size))),
    sections: readSections(values.section),
    only: values.only
      ? orExplain(() => new RegExp(values.only ?? ''))
      : undefined,
    seed: values.seed ? readCount('--seed', values.seed, 0) : randomSeed(),
    folder: values.folder ?? os.tmpdir(),
  };
}

function readSections(names: readonly string[] | undefined): Section[] {
  const unknown = (names ?? []).filter(
    name => !(SECTIONS as readonly string[]).includes(name),
  );
  if (unknown.length > 0) {
    throw new Error(`There is no section ${unknown.join(', ')}\n${USAGE}`);
  }
  return SECTIONS.filter(section => names?.includes(section) ?? true);
}

function readCount(option: string, text: string, min: number): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < min) {
    throw new Error(
      `${option} is a whole number from ${min} on, not "${text}"\n${USAGE}`,
    );
  }
  return count;
}

function orExplain<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function parseOrExplain(args: readonly string[]) {
  return orExplain(
    () =>
      parseArgs({
        args: [...args],
        options: {
          rounds: { type: 'string' },
          size: { type: 'string' },
          memory: { type: 'string' },
          section: { type: 'string', multiple: true },
          only: { type: 'string' },
          seed: { type: 'string' },
          folder: { type: 'string' },
        },
      }).values,
  );
}
