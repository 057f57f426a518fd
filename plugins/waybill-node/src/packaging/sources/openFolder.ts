import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileTree, SourceFile, SourceFolder } from '../FileTree';
import { PackagingError } from '../PackagingError';
import { localFile } from './localFile';
import { byPath, packagePath, refuseEqualPaths } from './packagePath';

const MAX_FILES = 100_000;
const MAX_DEPTH = 64;
/** Never part of a model, and different on each machine. */
const SKIPPED = new Set(['.git', '.DS_Store']);

/**
 * Lists the regular files of a folder, sorted by the bytes of their paths, so that every machine sees the same order.
 * A symbolic link to a file in the same folder counts as that file. Reads no file.
 *
 * @throws PackagingError `FOLDER_NOT_FOUND`, `EMPTY_FOLDER`, `PATH_NOT_ALLOWED`, `FILE_TYPE_NOT_ALLOWED`,
 * `TOO_MANY_FILES`
 * @public
 */
export async function openFolder(
  directory: string,
  options: {
    readonly signal?: AbortSignal;
    /**
     * Take permissions as they are on this disk. Otherwise files are 0644, or 0755 where their owner may run them, and
     * folders 0755: permissions depend on the umask of whoever made the files, and the digest of a ModelKit on them.
     */
    readonly keepModes?: boolean;
  } = {},
): Promise<FileTree> {
  const { signal, keepModes } = options;
  const name = path.basename(directory);
  const root = await realpath(directory).catch(() => undefined);
  if (!root || !(await stat(root)).isDirectory()) {
    throw new PackagingError({
      code: 'FOLDER_NOT_FOUND',
      message: `There is no folder '${name}' to package: check the path of the model's files.`,
    });
  }
  const files: SourceFile[] = [];
  const folders: SourceFolder[] = [];
  await collect({ root, files, folders, signal }, root, []);
  if (files.length === 0) {
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: `The folder '${name}' holds no files: a package needs one at least.`,
    });
  }
  files.sort(byPath);
  refuseEqualPaths(files);
  const tree = { name: `'${name}'`, files, folders: folders.sort(byPath) };
  return keepModes ? tree : withUsualModes(tree);
}

function withUsualModes(tree: FileTree): FileTree {
  return {
    ...tree,
    files: tree.files.map(file => ({
      ...file,
      mode: file.mode & 0o100 ? 0o755 : 0o644,
    })),
    folders: tree.folders?.map(folder => ({ ...folder, mode: 0o755 })),
  };
}

interface Collection {
  readonly root: string;
  readonly files: SourceFile[];
  readonly folders: SourceFolder[];
  readonly signal?: AbortSignal;
}

async function collect(
  collection: Collection,
  directory: string,
  parents: readonly string[],
): Promise<void> {
  collection.signal?.throwIfAborted();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const relative = packagePath([...parents, entry.name].join('/'));
    const absolutePath = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      refuseTooMany(collection, parents.length);
      const { mode } = await stat(absolutePath);
      collection.folders.push({ path: relative, mode: mode & 0o777 });
      await collect(collection, absolutePath, [...parents, entry.name]);
    } else if (entry.isFile()) {
      await add(collection, relative, absolutePath);
    } else if (entry.isSymbolicLink()) {
      const target = await followInside(collection.root, absolutePath);
      if (!target)
        throw notAllowed(relative, 'a symbolic link to no file of this folder');
      await add(collection, relative, target);
    } else {
      throw notAllowed(relative, 'a special file');
    }
  }
}

async function add(
  collection: Collection,
  relative: string,
  absolutePath: string,
): Promise<void> {
  refuseTooMany(collection, 0);
  collection.files.push(await localFile(relative, absolutePath));
}

/** What a link leads to, where that is a regular file below the root: anything else would leak or run in circles. */
async function followInside(
  root: string,
  link: string,
): Promise<string | undefined> {
  const target = await realpath(link).catch(() => undefined);
  if (!target?.startsWith(root + path.sep)) return undefined;
  return (await stat(target)).isFile() ? target : undefined;
}

function refuseTooMany({ files, folders }: Collection, depth: number): void {
  const count = files.length + folders.length;
  if (count < MAX_FILES && depth < MAX_DEPTH) return;
  throw new PackagingError({
    code: 'TOO_MANY_FILES',
    message: `The folder holds more than ${MAX_FILES} files or is deeper than ${MAX_DEPTH} levels: pack those that belong to the model into an archive.`,
  });
}

function notAllowed(relative: string, what: string): PackagingError {
  return new PackagingError({
    code: 'FILE_TYPE_NOT_ALLOWED',
    message: `'${relative}' is ${what}, and a package holds regular files only: put a copy of the file in its place.`,
  });
}
