import { opendir, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ShipError } from './ShipError';

const MAX_FILES = 10_000;

/** A file below a folder; the path is `/`-separated and relative to it. */
export interface FolderFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** A link, socket or device: whoever reads content must not follow it. */
  readonly isSpecial: boolean;
}

/**
 * The absolute path of a folder inside the task's workspace. The workspace itself is refused: actions replace what
 * they are given.
 *
 * @throws NotAllowedError for a path that leads out of the workspace
 */
export function resolveFolder(workspacePath: string, path: string): string {
  const folder = resolveSafeChildPath(workspacePath, path);
  if (relative(resolveSafeChildPath(workspacePath, '.'), folder) === '') {
    throw new ShipError({
      code: 'INVALID_SOURCE',
      message: `'${path}' is the task's whole workspace: name a folder inside it`,
    });
  }
  return folder;
}

/**
 * The files of a folder, sorted by path.
 *
 * @throws ShipError `FOLDER_MISSING`, `SOURCE_EMPTY`, `SOURCE_TOO_LARGE`
 */
export async function listFiles(
  workspacePath: string,
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<FolderFile[]> {
  const folder = resolveFolder(workspacePath, path);
  const isFolder = await stat(folder).then(
    found => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new ShipError({
      code: 'FOLDER_MISSING',
      message: `There is no folder '${path}' in the task's workspace: run the step that makes it first. After a retry the workspace is empty unless scaffolder.taskRecovery has a workspaceProvider: start the task over`,
    });
  }
  const files: FolderFile[] = [];
  for await (const entry of await opendir(folder, { recursive: true })) {
    options.signal?.throwIfAborted();
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    files.push({
      path: relative(folder, file).split(sep).join(posix.sep),
      sizeBytes: entry.isFile() ? (await stat(file)).size : 0,
      isSpecial: !entry.isFile(),
    });
    if (files.length > MAX_FILES) {
      throw new ShipError({
        code: 'SOURCE_TOO_LARGE',
        message: `The folder '${path}' holds more than ${MAX_FILES} files: give the folder of the model only`,
      });
    }
  }
  if (files.length === 0) {
    throw new ShipError({
      code: 'SOURCE_EMPTY',
      message: `The folder '${path}' holds no file: check the source of the model`,
    });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
