import { giteaBranch, giteaCommitted, giteaFile } from './giteaAnswers';
import type { GiteaHttp } from './GiteaHttp';
import { encodePath, label, type Repo, repoPath } from './giteaPaths';
import { checkPath } from './repositoryUrl';
import type { ScmFile, ScmRepository } from './ScmClient';
import { ScmError } from './ScmError';

type Options = { readonly signal?: AbortSignal };

/**
 * Files and branches of a repository on Gitea.
 *
 * @internal
 */
export class GiteaContents {
  constructor(private readonly http: GiteaHttp) {}

  /** One attempt; somebody else's commit in between makes it fail with `CONFLICT` or HTTP 422. */
  async commit(
    repo: Repo,
    repository: ScmRepository,
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options: Options,
  ): Promise<{ readonly commit: string }> {
    const head = repository.isEmpty
      ? undefined
      : await this.findBranch(repo, change.branch, options);
    const source = head ? change.branch : repository.defaultBranch;
    const operations = await this.planOperations(
      repo,
      repository.isEmpty ? undefined : source,
      change.files,
      options,
    );
    if (operations.length === 0) {
      return {
        commit: head ?? (await this.requireBranch(repo, source, options)),
      };
    }
    const what = `commit ${operations.length} files to ${label(repo)}`;
    const answer = await this.http.request(
      what,
      'POST',
      `${repoPath(repo)}/contents`,
      {
        ...options,
        body: {
          // An empty repository has no branch yet: the commit makes the one that is named.
          branch: repository.isEmpty ? change.branch : source,
          ...(!repository.isEmpty &&
            source !== change.branch && { new_branch: change.branch }),
          message: change.message,
          files: operations,
        },
      },
    );
    return {
      commit: this.http.parse(what, giteaCommitted, answer.body).commit.sha,
    };
  }

  /** What has to be written so that the branch (or the empty repository) holds the files. */
  private async planOperations(
    repo: Repo,
    ref: string | undefined,
    files: readonly ScmFile[],
    options: Options,
  ): Promise<object[]> {
    const operations: object[] = [];
    for (const { path, content } of files) {
      const bytes = Buffer.from(content, 'utf8');
      const current =
        ref && (await this.findFile(repo, { path, ref }, options));
      if (current && current.bytes.equals(bytes)) continue;
      operations.push({
        operation: current ? 'update' : 'create',
        path,
        content: bytes.toString('base64'),
        ...(current && { sha: current.sha }),
      });
    }
    return operations;
  }

  private async findBranch(
    repo: Repo,
    branch: string,
    options: Options,
  ): Promise<string | undefined> {
    const what = `read the branch ${branch} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      'GET',
      `${repoPath(repo)}/branches/${encodePath(branch)}`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, giteaBranch, answer.body).commit.id;
  }

  private async requireBranch(repo: Repo, branch: string, options: Options) {
    const commit = await this.findBranch(repo, branch, options);
    if (commit) return commit;
    throw new ScmError({
      code: 'NOT_FOUND',
      status: 404,
      message: `There is no branch ${branch} in ${label(repo)} on ${
        this.http.host
      }`,
    });
  }

  /** @returns `undefined` where there is no such file. */
  async findFile(
    repo: Repo,
    file: { readonly path: string; readonly ref?: string },
    options: Options,
  ): Promise<
    | { readonly bytes: Buffer; readonly sha: string; readonly commit?: string }
    | undefined
  > {
    const what = `read ${file.path} of ${label(repo)}`;
    const query = file.ref ? `?ref=${encodeURIComponent(file.ref)}` : '';
    const answer = await this.http.request(
      what,
      'GET',
      `${repoPath(repo)}/contents/${encodePath(checkPath(file.path))}${query}`,
      { ...options, accept: [404] },
    );
    if (answer.status === 404) return undefined;
    const found = this.http.parse(what, giteaFile, answer.body);
    return {
      bytes: Buffer.from(found.content, 'base64'),
      sha: found.sha,
      commit: found.last_commit_sha ?? undefined,
    };
  }
}
