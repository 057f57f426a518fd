import { randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { GitError } from './GitError';
import { GitCommandError, git, gitText } from './gitCommand';
import type { StoredRepository } from './GitStore';
import {
  branchHead,
  isRefName,
  isTreePath,
  readEntries,
  type TreeEntry,
} from './readRepository';

const NO_ENTRIES: ReadonlyMap<string, TreeEntry> = new Map();

/** One file of a commit. `upload` creates or replaces without asking what was there. */
export interface FileChange {
  readonly operation: 'create' | 'update' | 'upload' | 'delete';
  readonly path: string;
  readonly fromPath?: string;
  readonly content?: Buffer;
  /** blob that the writer believes to be there */
  readonly sha?: string;
}

export interface CommitRequest {
  readonly files: readonly FileChange[];
  /** branch to begin from; the default one where absent */
  readonly branch?: string;
  /** branch to be created for the commit */
  readonly newBranch?: string;
  readonly message?: string;
  readonly author?: { name?: string; email?: string };
  readonly committer?: { name?: string; email?: string };
}

export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** Writes files to a branch in one commit, without a working tree. @returns the commit */
export async function writeCommit(
  repository: StoredRepository,
  request: CommitRequest,
  fallbackAuthor: CommitAuthor,
): Promise<string> {
  const { base, target, parent } = await planBranches(repository, request);
  const index = path.join(repository.dir, `waybill-index-${randomUUID()}`);
  const options = { dir: repository.dir, env: { GIT_INDEX_FILE: index } };
  try {
    await git(
      parent ? ['read-tree', parent] : ['read-tree', '--empty'],
      options,
    );
    const entries = parent ? await readEntries(repository, parent) : NO_ENTRIES;
    const lines: string[] = [];
    for (const file of request.files)
      lines.push(...(await indexLines(repository, entries, file)));
    await git(['update-index', '-z', '--index-info'], {
      ...options,
      input: `${lines.join('\0')}\0`,
    });
    const tree = await gitText(['write-tree'], options);
    const commit = await commitTree(repository, {
      tree,
      parents: parent ? [parent] : [],
      message:
        request.message ||
        `Change ${request.files.map(file => file.path).join(', ')}`,
      author: {
        ...fallbackAuthor,
        ...withoutEmpty(request.author ?? request.committer),
      },
      committer: {
        ...fallbackAuthor,
        ...withoutEmpty(request.committer ?? request.author),
      },
    });
    await moveBranch(
      repository,
      target,
      commit,
      target === base ? parent : undefined,
    );
    return commit;
  } finally {
    await fs.rm(index, { force: true });
  }
}

async function planBranches(
  repository: StoredRepository,
  request: CommitRequest,
) {
  const base = request.branch || repository.defaultBranch;
  const target = request.newBranch || base;
  if (!isRefName(target))
    throw new GitError(
      422,
      `branch name is invalid [name: ${target.slice(0, 100)}]`,
    );
  const parent = await branchHead(repository, base);
  const isEmpty =
    !parent && !(await branchHead(repository, repository.defaultBranch));
  if (!parent && !isEmpty)
    throw new GitError(
      404,
      `branch does not exist [name: ${base.slice(0, 100)}]`,
    );
  if (target !== base && (await branchHead(repository, target))) {
    throw new GitError(422, `branch already exists [name: ${target}]`);
  }
  return { base, target, parent };
}

async function indexLines(
  repository: StoredRepository,
  entries: ReadonlyMap<string, TreeEntry>,
  file: FileChange,
): Promise<string[]> {
  for (const each of [file.path, file.fromPath ?? file.path]) {
    if (!isTreePath(each))
      throw new GitError(422, `path is invalid [path: ${each.slice(0, 200)}]`);
  }
  const source = file.fromPath ?? file.path;
  const existing = entries.get(source);
  checkExpectation(file, source, existing);
  const removal = (each: string) => `0 ${'0'.repeat(40)}\t${each}`;
  if (file.operation === 'delete') return [removal(file.path)];
  const sha = file.content
    ? await gitText(['hash-object', '-w', '--stdin'], {
        dir: repository.dir,
        input: file.content,
      })
    : existing!.sha;
  const written = `${existing?.mode ?? '100644'} ${sha}\t${file.path}`;
  return source === file.path ? [written] : [removal(source), written];
}

/** As Gitea: creating does not replace, changing needs to know what it changes. */
function checkExpectation(
  file: FileChange,
  source: string,
  existing: TreeEntry | undefined,
): void {
  if (existing && existing.type !== 'blob') {
    throw new GitError(422, `path exists and is not a file [path: ${source}]`);
  }
  if (file.operation === 'create' && existing) {
    throw new GitError(422, `repository file already exists [path: ${source}]`);
  }
  if (file.operation === 'update' || file.operation === 'delete') {
    if (!existing)
      throw new GitError(
        404,
        `repository file does not exist [path: ${source}]`,
      );
    if (!file.sha)
      throw new GitError(
        422,
        `a SHA must be given when changing a file [path: ${source}]`,
      );
    if (file.sha !== existing.sha) {
      throw new GitError(
        422,
        `sha does not match [given: ${file.sha}, expected: ${existing.sha}]`,
      );
    }
  }
  if (
    file.operation !== 'delete' &&
    !file.content &&
    (!existing || source === file.path)
  ) {
    throw new GitError(422, `the content is missing [path: ${file.path}]`);
  }
}

export interface CommitTree {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: CommitAuthor;
  readonly committer: CommitAuthor;
}

export async function commitTree(
  { dir }: StoredRepository,
  commit: CommitTree,
): Promise<string> {
  const parents = commit.parents.flatMap(parent => ['-p', parent]);
  return gitText(['commit-tree', commit.tree, ...parents], {
    dir,
    input: commit.message.endsWith('\n')
      ? commit.message
      : `${commit.message}\n`,
    env: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
    },
  });
}

/** Moves a branch unless somebody else has moved it. @param from - its commit now; `undefined` where it is to be made */
export async function moveBranch(
  { dir }: StoredRepository,
  branch: string,
  to: string,
  from: string | undefined,
): Promise<void> {
  try {
    await git(
      ['update-ref', `refs/heads/${branch}`, to, from ?? '0'.repeat(40)],
      { dir },
    );
  } catch (error) {
    if (!(error instanceof GitCommandError)) throw error;
    throw new GitError(
      409,
      `branch ${branch} has changed meanwhile: read it again and repeat the change`,
    );
  }
}

function withoutEmpty(author: { name?: string; email?: string } | undefined) {
  return {
    ...(author?.name && { name: author.name }),
    ...(author?.email && { email: author.email }),
  };
}
