import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Tools } from '../../tools';

/** A registry under test, over plain HTTP. */
export interface RegistryUnderTest {
  /** As the check's name calls it: `sandbox`, `distribution`. */
  readonly label: string;
  readonly host: string;
}

/** What every round trip gets. */
export interface RoundTripContext {
  readonly tools: Tools;
  readonly registry: RegistryUnderTest;
  /** Empty folder, the check's own. */
  readonly folder: string;
}

/** Files as a small model has them: nested, one not small, one empty. */
export async function writeModelFolder(folder: string): Promise<string> {
  const files: Record<string, string | Buffer> = {
    'model/model.bin': Buffer.alloc(3 * 1024 * 1024, 'weights '),
    'model/config.json': '{"layers":3}\n',
    'README.md': '# A model\n',
    'code/train.py': 'print("train")\n',
    'code/empty.txt': '',
  };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content, { mode: 0o644 });
  }
  return folder;
}

/** Every file below the folder with its content, for a comparison. */
export async function readFolder(
  folder: string,
): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files: Record<string, string> = {};
  for (const entry of entries.filter(one => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file)] = await fs.readFile(file, 'latin1');
  }
  return Object.fromEntries(
    Object.entries(files).sort(([a], [b]) => a.localeCompare(b)),
  );
}

/** Names the files that are not the same in two folders; content is too long for a message. */
export function compareFolders(
  expected: Record<string, string>,
  actual: Record<string, string>,
): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].filter(name => expected[name] !== actual[name]).sort();
}
