import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { SourceFile } from '../../FileTree';
import { ImportError } from '../ImportError';
import type { ImportPlan } from '../ImportPlan';
import { IMPORTED_MODE, importTree } from '../importTree';
import { selectFiles, type FileSelection } from '../selectFiles';
import { skipBytes } from '../web/skipBytes';
import { gitLocation } from './gitLocation';
import { GitProgram } from './GitProgram';
import { mayBeLfsPointer, refuseLfsPointer } from './lfsPointer';
import { tooLarge, watchFolder } from './watchFolder';

/** @public */
export interface CloneGitOptions extends FileSelection {
  /** Of the process: where git is, and how it logs in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Most that is kept on the disk; 16 GiB where absent. */
  readonly maxBytes?: number;
  /** Longest that it may take; an hour where absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 16 * 1024 ** 3;
const DEFAULT_TIMEOUT_MS = 60 * 60 * 1000;
const MAX_FILES = 20_000;
/** Names of 1,024 bytes, and what git writes before each. */
const MAX_LISTING_BYTES = MAX_FILES * 1_100;

const revParse = (what: string) => [
  ...['rev-parse', '--verify', '--end-of-options'],
  what,
];

/**
 * Opens a folder of a Git repository with the program git: one commit without history, and of its files only those that
 * are imported, as they are in Git (no filter, no line ends, no links). They are in a temporary folder until `close`.
 *
 * @throws ImportError, also `GIT_MISSING`; PackagingError `PATH_NOT_ALLOWED`; the signal's reason once it is aborted
 * @public
 */
export async function cloneGitFolder(
  { url }: { readonly url: string },
  options: CloneGitOptions,
): Promise<ImportPlan> {
  const location = gitLocation(url);
  const name = `${location.remote.replace(/\/\/[^/@]*@/, '//')}${
    location.folder && `//${location.folder}`
  }`;
  const directory = await mkdtemp(path.join(os.tmpdir(), 'waybill-git-'));
  const { maxBytes = DEFAULT_MAX_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS } =
    options;
  const watch = watchFolder(directory, name, {
    maxBytes,
    timeoutMs,
    signal: options.signal,
  });
  const close = async () => {
    watch.end();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const git = new GitProgram(directory, name, options.env, watch.signal);
    const commit = await fetchCommit(git, location);
    const listed = await listFolder(git, commit, location.folder, name);
    const { chosen, ignored, warnings } = selectFiles(listed, options, name);
    const sized = await fetchFiles(git, chosen, name);
    const totalBytes = sized.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (totalBytes > maxBytes) throw tooLarge(name, maxBytes);
    await refusePointers(git, sized, name);
    const tree = importTree(
      name,
      sized.map(file => sourceFile(git, file)),
    );
    return {
      kind: 'git',
      name,
      revision: commit,
      files: tree.files.map(({ path: where, sizeBytes }) => ({
        path: where,
        sizeBytes,
      })),
      totalBytes,
      warnings,
      ignored,
      facts: {},
      tree,
      close,
    };
  } catch (error) {
    await close();
    options.signal?.throwIfAborted();
    throw error;
  }
}

interface GitFile {
  readonly path: string;
  /** Its name among git's objects. */
  readonly object: string;
  /** 0 before it is fetched. */
  readonly sizeBytes: number;
}

async function fetchCommit(
  git: GitProgram,
  { remote, revision = 'HEAD' }: { remote: string; revision?: string },
): Promise<string> {
  await git.run(['init', '--quiet', '--bare', '--template=', '.']);
  for (const [key, value] of [
    ['remote.origin.url', remote],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', 'blob:none'],
  ])
    await git.run(['config', '--local', key, value]);
  await git.run([
    ...['fetch', '--quiet', '--depth=1', '--filter=blob:none', '--no-tags'],
    ...['--', 'origin', revision],
  ]);
  return objectOf(await git.run(revParse('FETCH_HEAD^{commit}')));
}

function objectOf(output: Buffer): string {
  return output.toString('utf8').trim();
}

/** The regular files of a folder; links and submodules are not among them. */
async function listFolder(
  git: GitProgram,
  commit: string,
  folder: string,
  name: string,
): Promise<GitFile[]> {
  const listing = await listTree(git, `${commit}:${folder}`).catch(cause => {
    if (!(cause instanceof ImportError) || cause.code === 'TOO_MANY_FILES')
      throw cause;
    throw new ImportError({
      code: 'NOT_FOUND',
      cause,
      message: `${name} is no folder: check its name and the branch.`,
    });
  });
  const files = listing
    .toString('utf8')
    .split('\0')
    .flatMap(line => {
      const [, object, where] =
        /^100\d{3} blob ([0-9a-f]{40,64})\t(.+)$/s.exec(line) ?? [];
      return object ? [{ path: where, object, sizeBytes: 0 }] : [];
    });
  if (files.length > MAX_FILES)
    throw new ImportError({
      code: 'TOO_MANY_FILES',
      message: `${name} has more than ${MAX_FILES} files: name a folder in it.`,
    });
  return files;
}

async function listTree(git: GitProgram, tree: string): Promise<Buffer> {
  const object = objectOf(await git.run(revParse(tree)));
  return git.run(['ls-tree', '-r', '-z', object], {
    maxBytes: MAX_LISTING_BYTES,
  });
}

/** All in one request: git would ask for each when it is read. */
async function fetchFiles(
  git: GitProgram,
  files: readonly GitFile[],
  name: string,
): Promise<GitFile[]> {
  const input = files.map(({ object }) => `${object}\n`).join('');
  await git.run(
    [
      ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'],
      ...['--filter=blob:none', '--stdin', 'origin'],
    ],
    { input },
  );
  const checked = await git.run(
    ['cat-file', '--batch-check=%(objectname) %(objectsize)'],
    { input, maxBytes: MAX_LISTING_BYTES },
  );
  const sizes = checked.toString('utf8').split('\n');
  return files.map((file, index) => {
    const [object, size] = sizes[index]?.split(' ') ?? [];
    if (object !== file.object || !/^\d+$/.test(size))
      throw new ImportError({
        code: 'INVALID_ANSWER',
        message: `${name} lists ${JSON.stringify(
          file.path,
        )}, and its server does not send it: try again later.`,
      });
    return { ...file, sizeBytes: Number(size) };
  });
}

async function refusePointers(
  git: GitProgram,
  files: readonly GitFile[],
  name: string,
): Promise<void> {
  for (const file of files) {
    if (!mayBeLfsPointer(file)) continue;
    const bytes = await git.run(['cat-file', 'blob', file.object]);
    refuseLfsPointer({ ...file, bytes }, name);
  }
}

function sourceFile(
  git: GitProgram,
  { path: where, object, sizeBytes }: GitFile,
): SourceFile {
  return {
    path: where,
    sizeBytes,
    mode: IMPORTED_MODE,
    open: ({ start = 0, signal } = {}) => {
      const whole = git.stream(['cat-file', 'blob', object], signal);
      return start === 0
        ? whole
        : Readable.from(skipBytes(whole, start), { objectMode: false });
    },
  };
}
