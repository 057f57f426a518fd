import fs, { promises } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { GitWireHttp } from './GitWireHttp';
import { writeFilesTree } from './writeFilesTree';

/** @internal */
export interface PushRequest {
  /** URL for `git clone`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly branch: string;
  /** What the commit comes on top of; absent in an empty repository. */
  readonly parent?: { readonly branch: string; readonly commit: string };
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[];
  readonly signal: AbortSignal;
}

/** The branch is another one than the commit was made for. @internal */
export class BranchMovedError extends Error {}

/**
 * Makes a commit and pushes it as `git push` does, without force: the branch's newest commit is fetched into a
 * temporary folder, without its history and without a working tree.
 *
 * @throws BranchMovedError, and the errors of isomorphic-git
 * @internal
 */
export async function pushCommit(request: PushRequest): Promise<string> {
  const gitdir = await promises.mkdtemp(join(tmpdir(), 'waybill-push-'));
  try {
    return await pushFrom(gitdir, request);
  } finally {
    await promises.rm(gitdir, { recursive: true, force: true });
  }
}

async function pushFrom(gitdir: string, request: PushRequest): Promise<string> {
  const { url, headers, signal, branch, parent } = request;
  const http = new GitWireHttp({ url, headers, signal });
  await git.init({ fs, gitdir, bare: true, defaultBranch: 'waybill' });
  await git.addRemote({ fs, gitdir, remote: 'origin', url });
  const base = parent && (await fetchTree(gitdir, http, parent));
  const oid = await git.commit({
    fs,
    gitdir,
    message: request.message,
    author: request.author,
    tree: await writeFilesTree(gitdir, base, request.files),
    parent: parent ? [parent.commit] : [],
    ref: 'refs/heads/waybill',
  });
  await git.push({
    fs,
    http,
    gitdir,
    remote: 'origin',
    ref: 'refs/heads/waybill',
    remoteRef: `refs/heads/${branch}`,
  });
  return oid;
}

async function fetchTree(
  gitdir: string,
  http: GitWireHttp,
  parent: { readonly branch: string; readonly commit: string },
): Promise<string> {
  const { fetchHead } = await git.fetch({
    fs,
    http,
    gitdir,
    remote: 'origin',
    ref: parent.branch,
    singleBranch: true,
    depth: 1,
    tags: false,
  });
  if (fetchHead !== parent.commit) throw new BranchMovedError();
  const { commit } = await git.readCommit({ fs, gitdir, oid: parent.commit });
  return commit.tree;
}
