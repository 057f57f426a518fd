import { parseArgs } from 'node:util';
import { PARTS, type Part } from './parts';

/** What a person asks of the suite. */
export interface CommandLine {
  readonly parts: readonly Part[];
  readonly only?: string;
  readonly crds?: string;
  readonly keep: boolean;
}

export const USAGE = `yarn test:interop [options]
  --part <name>   run this part only (${PARTS.join(
    ', ',
  )}); may be given more than once
  --only <text>   run checks whose name holds this text
  --crds <folder> CustomResourceDefinitions to use instead of those in the controllers' Go modules (or WAYBILL_CRDS)
  --keep          keep the folder with logs and data; it is kept anyway when a check fails`;

/** @throws Error with the usage for anything that is not understood */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): CommandLine {
  const { values } = parseOrExplain(args);
  const parts = values.part ?? [...PARTS];
  const unknown = parts.filter(
    part => !(PARTS as readonly string[]).includes(part),
  );
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}\n${USAGE}`);
  }
  return {
    parts: parts as Part[],
    only: values.only,
    crds: values.crds ?? env.WAYBILL_CRDS,
    keep: values.keep ?? false,
  };
}

function parseOrExplain(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        part: { type: 'string', multiple: true },
        only: { type: 'string' },
        crds: { type: 'string' },
        keep: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}
