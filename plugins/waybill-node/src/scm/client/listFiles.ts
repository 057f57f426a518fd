import { checkPath } from '../repositoryUrl';
import type { Repo } from './Repo';
import type { AdapterListedFile, ScmAdapter } from './ScmAdapter';

/** As many as a recursive tree of GitHub may have. */
const MAX_LISTED = 100_000;

/** A listing whose paths are safe to use, in their order. @internal */
export interface Listing {
  readonly commit: string;
  readonly files: readonly AdapterListedFile[];
  readonly isTruncated: boolean;
}

/**
 * Lists the files of a commit. A path that could not be written cannot be meant, and is left out: it comes from somebody
 * else's repository.
 *
 * @internal
 */
export async function listFiles(
  adapter: ScmAdapter,
  repo: Repo,
  query: {
    readonly commit: string;
    readonly under?: string;
    readonly signal?: AbortSignal;
  },
): Promise<Listing> {
  const { commit, signal } = query;
  const under = query.under?.replace(/\/+$/, '') || undefined;
  if (under) checkPath(under);
  const { files, isTruncated } = await adapter.listFiles(
    repo,
    { commit, under, maxFiles: MAX_LISTED },
    { signal },
  );
  const wanted = files
    .slice(0, MAX_LISTED)
    .filter(
      file =>
        isPath(file.path) && (!under || file.path.startsWith(`${under}/`)),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    commit,
    files: wanted,
    isTruncated: isTruncated || files.length > MAX_LISTED,
  };
}

function isPath(path: string): boolean {
  try {
    checkPath(path);
    return true;
  } catch {
    return false;
  }
}
