import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { requireRepository, writeJson, type GitHandler } from '../context';
import { GitError } from '../GitError';
import { spawnGit } from '../gitCommand';
import {
  isTreePath,
  listChanges,
  listCommits,
  readCommit,
  requireCommit,
} from '../readRepository';
import { commitShape } from './shapes';

const MAX_PAGE = 50;
const STATUS_WORDS: Record<string, string> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
};

/** A commit by its id, or the head of a branch or tag. */
export const getCommit: GitHandler = async context => {
  const repository = await requireRepository(context);
  const commit = await readCommit(
    repository,
    await requireCommit(repository, context.parameters[2]),
  );
  const changes = await listChanges(repository, commit.parents[0], commit.sha);
  writeJson(context, 200, {
    ...commitShape(context, repository, commit),
    files: changes.map(({ status, path }) => ({
      filename: path,
      status: STATUS_WORDS[status] ?? 'modified',
    })),
  });
};

export const getCommits: GitHandler = async context => {
  const repository = await requireRepository(context);
  const { query } = context;
  const start = await requireCommit(
    repository,
    query.get('sha') || repository.defaultBranch,
  );
  const path = query.get('path') || undefined;
  if (path && !isTreePath(path))
    throw new GitError(404, "The target couldn't be found.");
  const limit = Math.min(MAX_PAGE, positive(query.get('limit')) ?? MAX_PAGE);
  const page = positive(query.get('page')) ?? 1;
  const commits = await listCommits(repository, start, {
    limit,
    skip: (page - 1) * limit,
    path,
  });
  writeJson(
    context,
    200,
    commits.map(commit => commitShape(context, repository, commit)),
  );
};

/** GET `…/archive/<ref>.tar.gz` or `.zip`, everything inside a folder named after the repository. */
export const getArchive: GitHandler = async context => {
  const repository = await requireRepository(context);
  const match = /^(.+)\.(tar\.gz|zip)$/.exec(context.parameters[2]);
  if (!match) throw new GitError(404, 'archives are .tar.gz or .zip');
  const commit = await requireCommit(repository, match[1]);
  const { request, response } = context;
  const etag = `"${commit}-${match[2]}"`;
  response.writeHead(200, {
    'Content-Type': match[2] === 'zip' ? 'application/zip' : 'application/gzip',
    'Content-Disposition': `attachment; filename="${repository.name}.${match[2]}"`,
    ETag: etag,
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const format = match[2] === 'zip' ? 'zip' : 'tar';
  const child = spawnGit(
    [
      'archive',
      `--format=${format}`,
      `--prefix=${repository.name.toLowerCase()}/`,
      commit,
    ],
    {
      dir: repository.dir,
    },
  );
  child.stdin.end();
  child.stderr.resume();
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve()
        : reject(new Error(`git archive ended with ${code}`)),
    );
  });
  // Not git's own tar.gz: older versions start the program gzip for it.
  const sent =
    format === 'tar'
      ? pipeline(child.stdout, createGzip(), response)
      : pipeline(child.stdout, response);
  await Promise.all([sent, ended]);
};

function positive(text: string | null): number | undefined {
  return text && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}
