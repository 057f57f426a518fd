import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { isError } from '@backstage/errors';
import { withoutQuery } from '../../../registry/errors';
import type { SourceFile } from '../../FileTree';
import { ImportError, type ImportErrorCode } from '../ImportError';
import type { ImportPlan } from '../ImportPlan';
import { IMPORTED_MODE, importTree } from '../importTree';
import { selectFiles, type FileSelection } from '../selectFiles';
import { refuseLfsPointer } from './lfsPointer';

/** Reads folders of Git hosts: Backstage's `UrlReaderService`, as far as an import needs it. @public */
export interface GitFolderReader {
  readTree(
    url: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{
    files(): Promise<
      readonly { readonly path: string; content(): Promise<Buffer> }[]
    >;
    /** The commit, where the host tells. */
    readonly etag: string;
  }>;
}

/** @public */
export interface OpenGitOptions extends FileSelection {
  readonly reader: GitFolderReader;
  readonly signal?: AbortSignal;
  /** Largest folder; 256 MiB where absent. The host sends it as one archive, which is kept in memory. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const MAX_FILES = 20_000;

/**
 * Opens a folder of a Git repository through Backstage's integrations: for models that are small enough for Git. Files
 * that are in Git LFS are refused: the host gives pointers in their place.
 *
 * @throws ImportError; PackagingError `PATH_NOT_ALLOWED`; the signal's reason once it is aborted
 * @public
 */
export async function openGitFolder(
  { url }: { readonly url: string },
  options: OpenGitOptions,
): Promise<ImportPlan> {
  const name = withoutQuery(new URL(url));
  const { read, etag } = await readFolder(url, name, options);
  const sized = read.map(({ path, bytes }) => ({
    path,
    bytes,
    sizeBytes: bytes.length,
  }));
  const { chosen, ignored, warnings } = selectFiles(sized, options, name);
  for (const file of chosen) refuseLfsPointer(file, name);
  const tree = importTree(name, chosen.map(sourceFile));
  return {
    kind: 'git',
    name,
    revision: etag.slice(0, 200) || 'unknown',
    files: tree.files.map(({ path, sizeBytes, digest }) => ({
      path,
      sizeBytes,
      digest,
    })),
    totalBytes: tree.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings,
    ignored,
    facts: {},
    tree,
  };
}

async function readFolder(
  url: string,
  name: string,
  { reader, signal, maxBytes = DEFAULT_MAX_BYTES }: OpenGitOptions,
) {
  try {
    const answer = await reader.readTree(url, { signal });
    const files = await answer.files();
    if (files.length > MAX_FILES)
      throw new ImportError({
        code: 'TOO_MANY_FILES',
        message: `${name} has more than ${MAX_FILES} files: name a folder in it.`,
      });
    const read: { readonly path: string; readonly bytes: Buffer }[] = [];
    let rest = maxBytes;
    for (const file of files) {
      signal?.throwIfAborted();
      const bytes = await file.content();
      rest -= bytes.length;
      if (rest < 0) throw tooLarge(name, maxBytes);
      read.push({ path: file.path, bytes });
    }
    return { read, etag: String(answer.etag ?? '') };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ImportError) throw cause;
    throw notReadable(name, cause);
  }
}

const CODE_OF_ERROR: Readonly<Record<string, ImportErrorCode>> = {
  NotFoundError: 'NOT_FOUND',
  NotAllowedError: 'HOST_NOT_ALLOWED',
  AuthenticationError: 'UNAUTHORIZED',
  InputError: 'SOURCE_INVALID',
};

/** The reader's words may hold addresses with tokens: they stay in the cause. */
function notReadable(name: string, cause: unknown): ImportError {
  const code = (isError(cause) && CODE_OF_ERROR[cause.name]) || 'UNAVAILABLE';
  const advice: Partial<Record<ImportErrorCode, string>> = {
    NOT_FOUND:
      'check the branch and the folder, and that the account under integrations may read it',
    HOST_NOT_ALLOWED:
      'add the host to integrations or to backend.reading.allow',
    UNAUTHORIZED: 'check the token of this host under integrations',
    SOURCE_INVALID:
      'give the address of a folder, as in https://host/org/repository/tree/main/folder',
  };
  return new ImportError({
    code,
    cause,
    message: `${name} cannot be read: ${advice[code] ?? 'try again later'}.`,
  });
}

function tooLarge(name: string, maxBytes: number): ImportError {
  return new ImportError({
    code: 'TOO_LARGE',
    message: `${name} has more than ${maxBytes} bytes, which is more than is read from Git: keep weights in a registry or on a hub, or clone the repository and package the folder.`,
  });
}

function sourceFile({
  path,
  bytes,
}: {
  readonly path: string;
  readonly bytes: Buffer;
}): SourceFile {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return {
    path,
    sizeBytes: bytes.length,
    mode: IMPORTED_MODE,
    digest,
    fingerprint: digest,
    open: ({ start = 0 } = {}) => Readable.from([bytes.subarray(start)]),
  };
}
