import { GitError } from './GitError';
import { GitCommandError, git, gitText } from './gitCommand';
import type { StoredRepository } from './GitStore';
import { readCommit } from './readRepository';
import { commitTree, moveBranch, type CommitAuthor } from './writeCommit';

/** Gitea's words for the ways of merging. */
export const MERGE_STYLES = [
  'merge',
  'squash',
  'rebase',
  'rebase-merge',
  'fast-forward-only',
] as const;
export type MergeStyle = (typeof MERGE_STYLES)[number];

export interface Merge {
  readonly base: { readonly branch: string; readonly sha: string };
  readonly head: string;
  readonly style: MergeStyle;
  readonly message: string;
  readonly author: CommitAuthor;
}

/** Brings `head` into the base branch. @returns the base branch's new commit. @throws GitError 405 where it conflicts */
export async function mergeBranches(
  repository: StoredRepository,
  merge: Merge,
): Promise<string> {
  const { base, head, style, message, author } = merge;
  const isForward = await isAncestor(repository, base.sha, head);
  if (style === 'fast-forward-only' || (style === 'rebase' && isForward)) {
    if (!isForward)
      throw new GitError(405, 'Merge conflict: the base branch has moved on');
    await moveBranch(repository, base.branch, head, base.sha);
    return head;
  }
  const tree = await mergedTree(repository, base.sha, head);
  if (!tree)
    throw new GitError(
      405,
      'Merge conflict: the two branches change the same lines',
    );
  // What cannot be rebased without a working tree is squashed: the base branch gets the same content.
  const parents =
    style === 'merge' || style === 'rebase-merge'
      ? [base.sha, head]
      : [base.sha];
  const commit = await commitTree(repository, {
    tree,
    parents,
    message,
    author,
    committer: author,
  });
  await moveBranch(repository, base.branch, commit, base.sha);
  return commit;
}

/** @returns the tree of both, `undefined` where they conflict */
export async function mergedTree(
  repository: StoredRepository,
  base: string,
  head: string,
): Promise<string | undefined> {
  if (await isAncestor(repository, base, head))
    return (await readCommit(repository, head)).tree;
  try {
    const output = await gitText(['merge-tree', '--write-tree', base, head], {
      dir: repository.dir,
    });
    return output.split('\n')[0];
  } catch (error) {
    // 1 is a conflict; a git before 2.38 does not know --write-tree and cannot merge here either.
    if (error instanceof GitCommandError) return undefined;
    throw error;
  }
}

export async function isAncestor(
  { dir }: StoredRepository,
  ancestor: string,
  of: string,
): Promise<boolean> {
  try {
    await git(['merge-base', '--is-ancestor', ancestor, of], { dir });
    return true;
  } catch (error) {
    if (error instanceof GitCommandError && error.exitCode === 1) return false;
    throw error;
  }
}
