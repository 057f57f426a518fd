import { requireRepository, writeJson, type GitHandler } from '../context';
import { GitError } from '../GitError';
import { readBlobById, readEntries, requireCommit } from '../readRepository';
import { apiUrl } from './shapes';

/** As Gitea's `DEFAULT_GIT_TREES_PER_PAGE`. */
const MAX_TREE_PAGE = 1000;

/** `GitTreeResponse`: a page of everything below the root of a commit. */
export const getTree: GitHandler = async context => {
  const repository = await requireRepository(context);
  const { query } = context;
  const commit = await requireCommit(repository, context.parameters[2]);
  const entries = [...(await readEntries(repository, commit)).values()].filter(
    entry => query.get('recursive') === 'true' || !entry.path.includes('/'),
  );
  const perPage = Math.min(MAX_TREE_PAGE, count(query.get('per_page')));
  const page = query.has('page') ? count(query.get('page')) : 1;
  const start = (page - 1) * perPage;
  const api = `${apiUrl(context, repository)}/git`;
  writeJson(context, 200, {
    sha: commit,
    url: `${api}/trees/${commit}`,
    tree: entries.slice(start, start + perPage).map(entry => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      size: entry.sizeBytes,
      sha: entry.sha,
      url: `${api}/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`,
    })),
    truncated: start + perPage < entries.length,
    page,
    total_count: entries.length,
  });
};

/** `GitBlobResponse` */
export const getBlob: GitHandler = async context => {
  const repository = await requireRepository(context);
  const [, , sha] = context.parameters;
  const content = /^[0-9a-f]{40}$/.test(sha)
    ? await readBlobById(repository, sha)
    : undefined;
  if (!content) throw new GitError(404, "The target couldn't be found.");
  writeJson(context, 200, {
    content: content.toString('base64'),
    encoding: 'base64',
    url: `${apiUrl(context, repository)}/git/blobs/${sha}`,
    sha,
    size: content.length,
  });
};

function count(text: string | null): number {
  return text && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : MAX_TREE_PAGE;
}
