import fs from 'node:fs';
import git, { type TreeEntry } from 'isomorphic-git';

/** A file by the segments of its path that are left. */
interface PendingFile {
  readonly segments: readonly string[];
  readonly bytes: Buffer;
}

/**
 * Writes the tree that a tree becomes with some files written into it; only the folders on their paths are written anew.
 *
 * @returns the id of the tree
 * @internal
 */
export async function writeFilesTree(
  gitdir: string,
  base: string | undefined,
  files: readonly { readonly path: string; readonly bytes: Buffer }[],
): Promise<string> {
  return writeLevel(
    gitdir,
    base,
    files.map(({ path, bytes }) => ({ segments: path.split('/'), bytes })),
  );
}

async function writeLevel(
  gitdir: string,
  base: string | undefined,
  files: readonly PendingFile[],
): Promise<string> {
  const entries = new Map<string, TreeEntry>();
  if (base) {
    const { tree } = await git.readTree({ fs, gitdir, oid: base });
    tree.forEach(entry => entries.set(entry.path, entry));
  }
  const folders = new Map<string, PendingFile[]>();
  for (const { segments, bytes } of files) {
    const [name, ...rest] = segments;
    if (rest.length > 0) {
      const inside = folders.get(name) ?? [];
      folders.set(name, [...inside, { segments: rest, bytes }]);
      continue;
    }
    const oid = await git.writeBlob({ fs, gitdir, blob: bytes });
    const old = entries.get(name);
    // A script stays executable when its text changes.
    const mode = old?.type === 'blob' ? old.mode : '100644';
    entries.set(name, { mode, path: name, oid, type: 'blob' });
  }
  for (const [name, inside] of folders) {
    const old = entries.get(name);
    const oid = await writeLevel(
      gitdir,
      old?.type === 'tree' ? old.oid : undefined,
      inside,
    );
    entries.set(name, { mode: '040000', path: name, oid, type: 'tree' });
  }
  return git.writeTree({ fs, gitdir, tree: [...entries.values()] });
}
