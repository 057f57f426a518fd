import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PackagingError } from './PackagingError';

const MAX_FILES = 100_000;
const MAX_PATH_BYTES = 1024;
/** Never part of a model, and different on each machine. */
const SKIPPED = new Set(['.git', '.DS_Store']);

/** A regular file of the folder. */
export interface FolderFile {
  /** Relative to the folder, `/`-separated, in Unicode NFC. */
  readonly path: string;
  readonly absolutePath: string;
  readonly sizeBytes: number;
}

/**
 * Lists the regular files of a folder, sorted by the bytes of their paths, so that every machine sees the same order.
 *
 * @throws PackagingError `FOLDER_NOT_FOUND`, `EMPTY_FOLDER`, `PATH_NOT_ALLOWED`, `FILE_TYPE_NOT_ALLOWED`,
 * `TOO_MANY_FILES`
 */
export async function readFolder(
  directory: string,
  signal?: AbortSignal,
): Promise<FolderFile[]> {
  const name = path.basename(directory);
  const stats = await lstat(directory).catch(() => undefined);
  if (!stats?.isDirectory()) {
    throw new PackagingError({
      code: 'FOLDER_NOT_FOUND',
      message: `There is no folder '${name}' to package: check the path of the model's files.`,
    });
  }
  const files: FolderFile[] = [];
  await collect(directory, '', files, signal);
  if (files.length === 0) {
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: `The folder '${name}' holds no files: a package needs one at least.`,
    });
  }
  return files.sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
}

async function collect(
  directory: string,
  prefix: string,
  files: FolderFile[],
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const relative = checkPath(prefix + entry.name);
    const absolutePath = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      await collect(absolutePath, `${relative}/`, files, signal);
    } else if (entry.isFile()) {
      if (files.length >= MAX_FILES) {
        throw new PackagingError({
          code: 'TOO_MANY_FILES',
          message: `The folder holds more than ${MAX_FILES} files: pack those that belong to the model into an archive.`,
        });
      }
      files.push({
        path: relative,
        absolutePath,
        sizeBytes: (await lstat(absolutePath)).size,
      });
    } else {
      throw new PackagingError({
        code: 'FILE_TYPE_NOT_ALLOWED',
        message: `'${relative}' is a ${
          entry.isSymbolicLink() ? 'symbolic link' : 'special file'
        }, and a package holds regular files only: put a copy in its place.`,
      });
    }
  }
}

function checkPath(relative: string): string {
  const normal = relative.normalize('NFC');
  // a control character in a name breaks logs and terminals
  const hasControl = [...normal].some(
    character => character.codePointAt(0)! < 0x20 || character === '\u007f',
  );
  const isBroken =
    hasControl || normal.includes('\\') || normal.includes('\ufffd');
  if (isBroken || Buffer.byteLength(normal) > MAX_PATH_BYTES) {
    throw new PackagingError({
      code: 'PATH_NOT_ALLOWED',
      message: `The file name ${JSON.stringify(
        relative,
      )} cannot be packaged: it holds control characters or backslashes, is no Unicode, or is longer than ${MAX_PATH_BYTES} bytes. Rename it.`,
    });
  }
  return normal;
}
