import { parseArgs } from 'node:util';
import {
  MANIFEST_SECTIONS,
  PARTS,
  type ManifestSectionName,
  type Part,
} from './parts';

/** What a person asks of the suite. */
export interface CommandLine {
  readonly parts: readonly Part[];
  /** What is run of the part `manifests`. */
  readonly sections: readonly ManifestSectionName[];
  readonly only?: string;
  readonly crds?: string;
  readonly keep: boolean;
  /** Whether tables in the documentation are written anew. */
  readonly write: boolean;
}

export const USAGE = `yarn test:interop [part …] [options]
  --part <name>   run this part only (${PARTS.join(
    ', ',
  )}); may be given more than once
  --section <name>
                  of the part manifests run this section only (${MANIFEST_SECTIONS.join(
                    ', ',
                  )}); may be given more than once
  --only <text>   run checks whose name holds this text
  --crds <folder> CustomResourceDefinitions to use instead of those in the controllers' Go modules (or WAYBILL_CRDS)
  --write         write the tables of the documentation anew, instead of holding them against what came out
  --keep          keep the folder with logs and data; it is kept anyway when a check fails`;

/** @throws Error with the usage for anything that is not understood */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): CommandLine {
  const { values, positionals } = parseOrExplain(args);
  return {
    parts: pick('part', PARTS, [...positionals, ...(values.part ?? [])]),
    sections: pick('section', MANIFEST_SECTIONS, values.section ?? []),
    only: values.only,
    crds: values.crds ?? env.WAYBILL_CRDS,
    keep: values.keep ?? false,
    write: values.write ?? false,
  };
}

/** All of them where none is named. */
function pick<T extends string>(
  what: string,
  known: readonly T[],
  named: readonly string[],
): readonly T[] {
  const unknown = named.filter(
    name => !(known as readonly string[]).includes(name),
  );
  if (unknown.length > 0) {
    throw new Error(`There is no ${what} ${unknown.join(', ')}\n${USAGE}`);
  }
  return named.length > 0 ? (named as T[]) : known;
}

function parseOrExplain(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        part: { type: 'string', multiple: true },
        section: { type: 'string', multiple: true },
        only: { type: 'string' },
        crds: { type: 'string' },
        keep: { type: 'boolean' },
        write: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}
