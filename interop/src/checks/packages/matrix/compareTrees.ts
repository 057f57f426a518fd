import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';

/** Files that clients add to what they write or unpack. */
const DESCRIPTIONS = new Set(['Kitfile', 'Modelfile']);

export interface TreeFile {
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
}

/** The files below a folder by their paths, less the descriptions of a package. */
export async function readTree(
  folder: string,
): Promise<ReadonlyMap<string, TreeFile>> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = new Map<string, TreeFile>();
  for (const entry of entries.filter(one => !one.isDirectory())) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (!DESCRIPTIONS.has(name)) {
      const stat = await fs.lstat(file);
      files.set(name, {
        sha256: createHash('sha256')
          .update(
            stat.isSymbolicLink()
              ? `link to ${await fs.readlink(file)}`
              : await fs.readFile(file),
          )
          .digest('hex'),
        mode: stat.mode & 0o777,
      });
    }
  }
  return files;
}

/** @returns what is different, a line for each file; nothing where the trees are the same */
export function compareTrees(
  before: ReadonlyMap<string, TreeFile>,
  after: ReadonlyMap<string, TreeFile>,
  { withModes }: { readonly withModes: boolean },
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap(name => {
    const [was, is] = [before.get(name), after.get(name)];
    if (!is) {
      return [`${name} is missing`];
    }
    if (!was) {
      return [`${name} was not in the model`];
    }
    if (was.sha256 !== is.sha256) {
      return [`${name} has other bytes`];
    }
    return withModes && was.mode !== is.mode
      ? [
          `${name} has mode ${is.mode.toString(
            8,
          )} and should have ${was.mode.toString(8)}`,
        ]
      : [];
  });
}
