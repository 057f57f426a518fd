import { GitError } from './GitError';
import { GitCommandError, git, gitText } from './gitCommand';
import type { StoredRepository } from './GitStore';

const MAX_BLOB_BYTES = 32 * 1024 * 1024;
const COMMIT_FORMAT = [
  '%H',
  '%T',
  '%P',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%B',
].join('%x00');

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly sizeBytes: number;
  readonly path: string;
}

/** Whether the text may be a branch (a part of git-check-ref-format that needs no quoting anywhere). */
export function isRefName(text: string): boolean {
  return (
    text.length <= 200 &&
    /^[A-Za-z0-9_][A-Za-z0-9._/#+@-]*$/.test(text) &&
    !/\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)|[./]$/.test(text)
  );
}

/** Whether a path stays inside a tree and can be in one. */
export function isTreePath(text: string): boolean {
  return (
    text.length <= 1024 &&
    !/[\0\n]/.test(text) &&
    text
      .split('/')
      .every(
        part =>
          part !== '' &&
          part !== '.' &&
          part !== '..' &&
          part.toLowerCase() !== '.git',
      )
  );
}

/** @returns commit of a branch, tag or (part of an) id; `undefined` where there is none */
export async function resolveCommit(
  repository: StoredRepository,
  ref: string,
): Promise<string | undefined> {
  if (!isRefName(ref)) return undefined;
  const candidates = [`refs/heads/${ref}`, `refs/tags/${ref}`];
  if (/^[0-9a-f]{7,40}$/.test(ref)) candidates.push(ref);
  if (ref === 'HEAD') candidates.push('HEAD');
  for (const candidate of candidates) {
    const sha = await revParse(repository, `${candidate}^{commit}`);
    if (sha) return sha;
  }
  return undefined;
}

/** @throws GitError 404 */
export async function requireCommit(
  repository: StoredRepository,
  ref: string,
): Promise<string> {
  const sha = await resolveCommit(repository, ref);
  if (!sha)
    throw new GitError(
      404,
      `object does not exist [id: ${ref.slice(0, 200)}, rel_path: ]`,
    );
  return sha;
}

export async function branchHead(
  repository: StoredRepository,
  branch: string,
): Promise<string | undefined> {
  return isRefName(branch)
    ? revParse(repository, `refs/heads/${branch}^{commit}`)
    : undefined;
}

async function revParse(
  { dir }: StoredRepository,
  expression: string,
): Promise<string | undefined> {
  try {
    return await gitText(['rev-parse', '--verify', '--quiet', expression], {
      dir,
    });
  } catch (error) {
    if (error instanceof GitCommandError) return undefined;
    throw error;
  }
}

export async function listBranches({
  dir,
}: StoredRepository): Promise<string[]> {
  const text = await gitText(
    ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'],
    { dir },
  );
  return text === '' ? [] : text.split('\n');
}

/** What stands under a path; the root is a tree with an empty path. */
export async function findEntry(
  repository: StoredRepository,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  if (path === '') {
    const sha = await gitText(['rev-parse', `${commit}^{tree}`], {
      dir: repository.dir,
    });
    return { mode: '040000', type: 'tree', sha, sizeBytes: 0, path };
  }
  if (!isTreePath(path)) return undefined;
  const [entry] = await lsTree(repository, [commit, '--', path]);
  return entry?.path === path ? entry : undefined;
}

/** Everything below the root of a commit by its path, folders too: one process, however many files are asked for. */
export async function readEntries(
  repository: StoredRepository,
  commit: string,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = await lsTree(repository, ['-r', '-t', commit]);
  return new Map(entries.map(entry => [entry.path, entry]));
}

/** The children of a tree, folders first. */
export async function listTree(
  repository: StoredRepository,
  tree: TreeEntry,
): Promise<TreeEntry[]> {
  const entries = await lsTree(repository, [tree.sha]);
  const prefix = tree.path ? `${tree.path}/` : '';
  const rank = (entry: TreeEntry) => (entry.type === 'tree' ? 0 : 1);
  return entries
    .map(entry => ({ ...entry, path: prefix + entry.path }))
    .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

async function lsTree(
  { dir }: StoredRepository,
  args: string[],
): Promise<TreeEntry[]> {
  const output = await git(['ls-tree', '-z', '-l', ...args], { dir });
  const lines = output.toString('utf8').split('\0').slice(0, -1);
  return lines.map(line => {
    const tab = line.indexOf('\t');
    const [mode, type, sha, size] = line.slice(0, tab).split(/ +/);
    return {
      mode,
      type: type as TreeEntry['type'],
      sha,
      sizeBytes: Number(size) || 0,
      path: line.slice(tab + 1),
    };
  });
}

/** @throws GitError 413 for a blob that is too large to be held in memory */
export async function readBlob(
  { dir }: StoredRepository,
  entry: TreeEntry,
): Promise<Buffer> {
  if (entry.sizeBytes > MAX_BLOB_BYTES)
    throw new GitError(413, `${entry.path} is too large to be shown`);
  return git(['cat-file', 'blob', entry.sha], { dir });
}

/** @returns `undefined` where no blob has the id */
export async function readBlobById(
  { dir }: StoredRepository,
  sha: string,
): Promise<Buffer | undefined> {
  try {
    return await git(['cat-file', 'blob', sha], { dir });
  } catch (error) {
    if (error instanceof GitCommandError) return undefined;
    throw error;
  }
}

export async function readCommit(
  repository: StoredRepository,
  commit: string,
): Promise<CommitInfo> {
  const [info] = await listCommits(repository, commit, { limit: 1 });
  return info;
}

export async function listCommits(
  { dir }: StoredRepository,
  commit: string,
  options: { limit: number; skip?: number; path?: string },
): Promise<CommitInfo[]> {
  const { limit, skip = 0, path } = options;
  const args = [
    'log',
    '-z',
    `--format=${COMMIT_FORMAT}`,
    `--max-count=${limit}`,
    `--skip=${skip}`,
    commit,
  ];
  const output = await git([...args, '--', ...(path ? [path] : [])], { dir });
  // A record has nine separators inside and one behind, which is also the end of its message.
  const fields = output.toString('utf8').split('\0');
  const commits: CommitInfo[] = [];
  for (let i = 0; i + 9 < fields.length; i += 10)
    commits.push(parseCommit(fields.slice(i, i + 10)));
  return commits;
}

function parseCommit(fields: string[]): CommitInfo {
  const [
    sha,
    tree,
    parents,
    authorName,
    authorEmail,
    authored,
    committerName,
    committerEmail,
    committed,
    message,
  ] = fields;
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: authorName, email: authorEmail, date: authored },
    committer: { name: committerName, email: committerEmail, date: committed },
    message,
  };
}

/** Which files a commit changed against its first parent, as git letters (`A`, `M`, `D`). */
export async function listChanges(
  { dir }: StoredRepository,
  from: string | undefined,
  to: string,
): Promise<{ status: string; path: string }[]> {
  const args = from
    ? ['diff-tree', '-r', '-z', '--name-status', '--no-renames', from, to]
    : [
        'diff-tree',
        '-r',
        '-z',
        '--name-status',
        '--no-renames',
        '--root',
        '--no-commit-id',
        to,
      ];
  const fields = (await git(args, { dir })).toString('utf8').split('\0');
  const changes: { status: string; path: string }[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2)
    changes.push({ status: fields[i], path: fields[i + 1] });
  return changes;
}
