import { encodePath, label, type Repo } from '../client/Repo';
import type { AdapterOptions, CommitPlan } from '../client/ScmAdapter';
import type { ScmHttp } from '../http/ScmHttp';
import { ScmError } from '../ScmError';
import {
  githubCommit,
  githubFirstCommit,
  githubNewObject,
} from './githubAnswers';
import { githubMessage } from './githubMessage';
import { pathOf } from './githubPaths';

const RACE =
  /not a fast forward|reference already exists|is at .* but expected/i;

/**
 * Commits by GitHub's Git database: a tree on top of the old one, a commit of it, and the branch moved there. That is
 * one commit for all files, and a branch that somebody else moved meanwhile is refused.
 *
 * @internal
 */
export class GithubCommits {
  constructor(private readonly http: ScmHttp) {}

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { parent, head, branch, message } = plan;
    if (!parent) return this.commitFirst(repo, plan, options);
    const base = await this.readTree(repo, parent.commit, options);
    const tree = await this.createTree(repo, plan, base, options);
    if (tree === base) return parent.commit;
    const commit = await this.createCommit(
      repo,
      { message, tree, parents: [parent.commit] },
      options,
    );
    const written = head
      ? await this.moveBranch(repo, { branch, commit, force: false }, options)
      : await this.createBranch(repo, { branch, commit }, options);
    if (written.isDone) return commit;
    throw this.refuse(repo, branch, written.reason);
  }

  /**
   * GitHub keeps no objects for a repository without a commit. So one file makes a commit, and the commit that is wanted
   * takes its place; where the branch may not be replaced, it comes on top.
   */
  private async commitFirst(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const [first] = changes;
    const answer = await this.http.request(
      what,
      repo,
      'PUT',
      `${pathOf(repo)}/contents/${encodePath(first.path)}`,
      {
        ...options,
        body: {
          message,
          // The default branch is not there to be named yet.
          ...(branch !== plan.repository.defaultBranch && { branch }),
          content: first.bytes.toString('base64'),
        },
      },
    );
    const seed = this.http.parse(what, githubFirstCommit, answer.body).commit;
    if (changes.length === 1) return seed.sha;
    const tree = await this.createTree(repo, plan, undefined, options);
    const alone = await this.createCommit(
      repo,
      { message, tree, parents: [] },
      options,
    );
    const replaced = await this.moveBranch(
      repo,
      { branch, commit: alone, force: true },
      options,
    );
    if (replaced.isDone) return alone;
    const onTop = await this.createCommit(
      repo,
      { message, tree, parents: [seed.sha] },
      options,
    );
    const moved = await this.moveBranch(
      repo,
      { branch, commit: onTop, force: false },
      options,
    );
    if (moved.isDone) return onTop;
    throw this.refuse(repo, branch, moved.reason);
  }

  private async readTree(
    repo: Repo,
    commit: string,
    options: AdapterOptions,
  ): Promise<string> {
    const what = `read the commit ${commit} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/git/commits/${commit}`,
      options,
    );
    return this.http.parse(what, githubCommit, answer.body).tree.sha;
  }

  private async createTree(
    repo: Repo,
    plan: CommitPlan,
    base: string | undefined,
    options: AdapterOptions,
  ): Promise<string> {
    const { changes } = plan;
    const what = `write ${changes.length} files to ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/git/trees`,
      {
        ...options,
        body: {
          ...(base && { base_tree: base }),
          tree: changes.map(({ path, bytes }) => ({
            path,
            mode: '100644',
            type: 'blob',
            content: bytes.toString('utf8'),
          })),
        },
      },
    );
    return this.http.parse(what, githubNewObject, answer.body).sha;
  }

  private async createCommit(
    repo: Repo,
    commit: {
      readonly message: string;
      readonly tree: string;
      readonly parents: readonly string[];
    },
    options: AdapterOptions,
  ): Promise<string> {
    const what = `commit to ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/git/commits`,
      { ...options, body: commit },
    );
    return this.http.parse(what, githubNewObject, answer.body).sha;
  }

  private async moveBranch(
    repo: Repo,
    move: {
      readonly branch: string;
      readonly commit: string;
      readonly force: boolean;
    },
    options: AdapterOptions,
  ): Promise<Written> {
    const answer = await this.http.request(
      `move the branch ${move.branch} of ${label(repo)}`,
      repo,
      'PATCH',
      `${pathOf(repo)}/git/refs/heads/${encodePath(move.branch)}`,
      {
        ...options,
        accept: [409, 422],
        body: { sha: move.commit, force: move.force },
      },
    );
    return writtenOf(answer);
  }

  private async createBranch(
    repo: Repo,
    ref: { readonly branch: string; readonly commit: string },
    options: AdapterOptions,
  ): Promise<Written> {
    const answer = await this.http.request(
      `create the branch ${ref.branch} of ${label(repo)}`,
      repo,
      'POST',
      `${pathOf(repo)}/git/refs`,
      {
        ...options,
        accept: [409, 422],
        body: { ref: `refs/heads/${ref.branch}`, sha: ref.commit },
      },
    );
    return writtenOf(answer);
  }

  private refuse(repo: Repo, branch: string, reason: string): ScmError {
    const isRace = RACE.test(reason);
    return new ScmError({
      code: isRace ? 'CONFLICT' : 'FORBIDDEN',
      status: 422,
      message: `Could not write to the branch ${branch} of ${label(repo)}: ${
        this.http.host
      } answered HTTP 422 (${reason.slice(0, 300)}); ${
        isRace
          ? 'somebody else wrote to it at the same time'
          : 'the branch is protected: open a pull request, or let the account in integrations.github pass the rule'
      }`,
    });
  }
}

type Written =
  | { readonly isDone: true }
  | { readonly isDone: false; readonly reason: string };

function writtenOf(answer: { status: number; body: unknown }): Written {
  return answer.status < 400
    ? { isDone: true }
    : { isDone: false, reason: githubMessage(answer.body) ?? 'no reason' };
}
