import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { PackagingError, type FileTree, type SourceFile } from '../packaging';
import { localFile } from '../packaging/sources/localFile';
import { byPath } from '../packaging/sources/packagePath';
import { isIgnored } from './ModelManifest';

const MAX_FILES = 100_000;
const MAX_DEPTH = 64;

interface Walk {
  readonly root: string;
  readonly allowSymlinks: boolean;
  readonly ignorePaths: readonly string[];
  readonly signal?: AbortSignal;
  readonly files: SourceFile[];
}

/**
 * Lists all files of a model's folder, as they are called on the disk: a signature is of every file, so nothing is skipped
 * but what it names itself.
 *
 * @throws PackagingError `FOLDER_NOT_FOUND`, `FILE_TYPE_NOT_ALLOWED`, `TOO_MANY_FILES`
 * @public
 */
export async function openModelFolder(
  directory: string,
  options: {
    readonly ignorePaths?: readonly string[];
    /** Take a link to a file of the folder as that file; otherwise links are refused. */
    readonly allowSymlinks?: boolean;
    readonly signal?: AbortSignal;
  } = {},
): Promise<FileTree> {
  const { ignorePaths = [], allowSymlinks = false, signal } = options;
  const name = path.basename(path.resolve(directory));
  const root = await realpath(directory).catch(() => undefined);
  if (!root || !(await stat(root)).isDirectory()) {
    throw new PackagingError({
      code: 'FOLDER_NOT_FOUND',
      message: `There is no folder '${name}': check the path of the model.`,
    });
  }
  const walk = { root, allowSymlinks, ignorePaths, signal, files: [] };
  await collect(walk, root, []);
  const { files }: Walk = walk;
  return { name, files: files.sort(byPath) };
}

async function collect(
  walk: Walk,
  directory: string,
  parents: readonly string[],
): Promise<void> {
  const { root, files, signal } = walk;
  signal?.throwIfAborted();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const segments = [...parents, entry.name];
    const relative = segments.join('/');
    if (isIgnored(relative, walk.ignorePaths)) continue;
    if (files.length >= MAX_FILES || segments.length > MAX_DEPTH)
      throw tooMany();
    const absolutePath = path.join(directory, entry.name);
    if (entry.isDirectory()) await collect(walk, absolutePath, segments);
    else if (entry.isFile())
      files.push(await localFile(relative, absolutePath));
    else {
      const target = walk.allowSymlinks && entry.isSymbolicLink();
      files.push(
        await localFile(
          relative,
          (target && (await followInside(root, absolutePath))) ||
            refuse(relative),
        ),
      );
    }
  }
}

async function followInside(
  root: string,
  link: string,
): Promise<string | undefined> {
  const target = await realpath(link).catch(() => undefined);
  if (!target?.startsWith(root + path.sep)) return undefined;
  return (await stat(target)).isFile() ? target : undefined;
}

function refuse(relative: string): never {
  throw new PackagingError({
    code: 'FILE_TYPE_NOT_ALLOWED',
    message: `${JSON.stringify(
      relative.slice(0, 200),
    )} is a link or a special file, and the signature is of regular files only: put a copy of the file in its place.`,
  });
}

function tooMany(): PackagingError {
  return new PackagingError({
    code: 'TOO_MANY_FILES',
    message: `The folder holds more than ${MAX_FILES} files or is deeper than ${MAX_DEPTH} levels: sign an archive of them.`,
  });
}
