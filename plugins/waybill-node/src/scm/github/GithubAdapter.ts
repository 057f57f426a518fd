import type { z } from 'zod';
import { encodePath, label, type Repo } from '../client/Repo';
import type {
  AdapterListedFile,
  AdapterOptions,
  AdapterRepository,
  CommitPlan,
  FileQuery,
  FoundFile,
  ListedFiles,
  ListQuery,
  NewRepository,
  PullRequest,
  PullRequestChange,
  ScmAdapter,
} from '../client/ScmAdapter';
import type { ScmHttp } from '../http/ScmHttp';
import type { ScmRepository } from '../ScmClient';
import { ScmError } from '../ScmError';
import {
  githubBlob,
  githubCommitId,
  githubFile,
  githubPullRequest,
  githubRef,
  githubRepository,
  githubTree,
  githubUser,
} from './githubAnswers';
import { GithubCommits } from './GithubCommits';
import { githubMessage } from './githubMessage';
import { pathOf } from './githubPaths';

/** GitHub cuts a recursive tree at 7 MB of entries, which are longer in JSON. */
const MAX_TREE_BYTES = 48 * 1024 * 1024;
const MAX_BLOB_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * GitHub's REST API, as on github.com and Enterprise Server.
 *
 * @internal
 */
export class GithubAdapter implements ScmAdapter {
  readonly kind = 'GitHub';
  readonly integration = 'integrations.github';
  readonly ownerDepth = { min: 1, max: 1 };
  private readonly commits: GithubCommits;

  constructor(private readonly http: ScmHttp) {
    this.commits = new GithubCommits(http);
  }

  get host(): string {
    return this.http.host;
  }

  async getRepository(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `read the repository ${label(repo)}`;
    const answer = await this.http.request(what, repo, 'GET', pathOf(repo), {
      ...options,
      accept: [404],
    });
    if (answer.status === 404) return undefined;
    const found = this.http.parse(what, githubRepository, answer.body);
    // No field of the repository tells it.
    const head = await this.readRef(repo, found.default_branch, options);
    return toRepository(found, head === 'empty');
  }

  async createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `create the repository ${label(repo)}`;
    const visibility = repo.visibility ?? 'private';
    const path = (await this.isOwnAccount(repo, options))
      ? '/user/repos'
      : `/orgs/${encodeURIComponent(repo.owner)}/repos`;
    const answer = await this.http.request(what, repo, 'POST', path, {
      ...options,
      accept: [422],
      body: {
        name: repo.name,
        description: repo.description ?? '',
        private: visibility !== 'public',
        ...(visibility === 'internal' && { visibility }),
        auto_init: false,
      },
    });
    if (answer.status === 422) {
      const said = githubMessage(answer.body) ?? '';
      if (/name already exists/i.test(said)) return undefined;
      throw new ScmError({
        code: 'REJECTED',
        status: 422,
        message: `Could not ${what}: ${
          this.host
        } answered HTTP 422 (${said.slice(0, 300)}); the host refused it`,
      });
    }
    return toRepository(
      this.http.parse(what, githubRepository, answer.body),
      true,
    );
  }

  async findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const found = await this.readRef(repo, branch, options);
    return found === 'empty' ? undefined : found;
  }

  async findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const what = `find ${ref} in ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      // Only the commit: without this its files come along.
      `${pathOf(repo)}/commits/${encodePath(ref)}?per_page=1&page=2`,
      // 422: no commit has this id; 409: the repository is empty.
      { ...options, accept: [404, 409, 422] },
    );
    return answer.status >= 400
      ? undefined
      : this.http.parse(what, githubCommitId, answer.body).sha;
  }

  async findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined> {
    const what = `read ${file.path} of ${label(repo)}`;
    const query = file.ref ? `?ref=${encodeURIComponent(file.ref)}` : '';
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/contents/${encodePath(file.path)}${query}`,
      { ...options, accept: [404] },
    );
    if (answer.status === 404) return undefined;
    const found = this.http.parse(what, githubFile, answer.body);
    return {
      id: found.sha,
      bytes:
        found.encoding === 'base64'
          ? Buffer.from(found.content, 'base64')
          : await this.readBlob(repo, file.path, found.sha, options),
    };
  }

  commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    return this.commits.commit(repo, plan, options);
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    let tree: string | undefined = query.commit;
    // A folder of its own is not cut where the whole would be.
    for (const name of query.under?.split('/') ?? []) {
      tree = await this.findFolder(repo, { tree, name }, options);
      if (!tree) return { files: [], isTruncated: false };
    }
    const found = await this.readTree(repo, tree, '?recursive=1', options);
    const prefix = query.under ? `${query.under}/` : '';
    return {
      files: found.tree
        .filter(({ type, mode }) => type === 'blob' && mode !== '120000')
        .map(({ path, size, sha }) => ({
          path: prefix + path,
          sizeBytes: size,
          blob: sha,
        })),
      isTruncated: found.truncated,
    };
  }

  readListed(
    repo: Repo,
    file: AdapterListedFile,
    options: AdapterOptions,
  ): Promise<Buffer> {
    return this.readBlob(repo, file.path, `${file.blob}`, options);
  }

  async findPullRequest(
    repo: Repo,
    change: Pick<PullRequestChange, 'head' | 'base'>,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `look for a pull request in ${label(repo)}`;
    const query = new URLSearchParams({
      state: 'open',
      head: `${repo.owner}:${change.head}`,
      base: change.base,
      per_page: '1',
    });
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/pulls?${query}`,
      options,
    );
    const [found] = this.http.parse(
      what,
      githubPullRequest.array(),
      answer.body,
    );
    return found && toPullRequest(found);
  }

  async createPullRequest(
    repo: Repo,
    change: PullRequestChange,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `open a pull request in ${label(repo)}`;
    const { head, base, title, body } = change;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/pulls`,
      { ...options, accept: [422], body: { head, base, title, body } },
    );
    if (answer.status !== 422) {
      return toPullRequest(
        this.http.parse(what, githubPullRequest, answer.body),
      );
    }
    const said = githubMessage(answer.body) ?? '';
    if (/already exists/i.test(said)) return undefined;
    throw new ScmError({
      code: 'REJECTED',
      status: 422,
      message: `Could not ${what}: ${this.host} answered HTTP 422 (${said.slice(
        0,
        300,
      )}); check that ${head} and ${base} exist and differ`,
    });
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    return `${repository.url}/blob/${encodePath(file.branch)}/${encodePath(
      file.path,
    )}`;
  }

  private async readRef(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | 'empty' | undefined> {
    const what = `read the branch ${branch} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/git/ref/heads/${encodePath(branch)}`,
      { ...options, accept: [404, 409] },
    );
    if (answer.status === 404) return undefined;
    if (answer.status === 409) return 'empty';
    return this.http.parse(what, githubRef, answer.body).object.sha;
  }

  private async findFolder(
    repo: Repo,
    folder: { readonly tree: string; readonly name: string },
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const { tree } = await this.readTree(repo, folder.tree, '', options);
    return tree.find(
      ({ type, path }) => type === 'tree' && path === folder.name,
    )?.sha;
  }

  private async readTree(
    repo: Repo,
    tree: string,
    query: string,
    options: AdapterOptions,
  ): Promise<z.infer<typeof githubTree>> {
    const what = `list the files of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/git/trees/${tree}${query}`,
      { ...options, maxBytes: MAX_TREE_BYTES },
    );
    return this.http.parse(what, githubTree, answer.body);
  }

  private async readBlob(
    repo: Repo,
    path: string,
    sha: string,
    options: AdapterOptions,
  ): Promise<Buffer> {
    const what = `read ${path} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/git/blobs/${sha}`,
      { ...options, maxBytes: MAX_BLOB_ANSWER_BYTES },
    );
    const { content } = this.http.parse(what, githubBlob, answer.body);
    return Buffer.from(content, 'base64');
  }

  /** An app has no account; it writes to the organisations that installed it. */
  private async isOwnAccount(repo: Repo, options: AdapterOptions) {
    const what = `read the account of ${this.integration}`;
    const answer = await this.http.request(what, repo, 'GET', '/user', {
      ...options,
      accept: [403],
    });
    if (answer.status === 403) return false;
    const { login } = this.http.parse(what, githubUser, answer.body);
    return login.toLowerCase() === repo.owner.toLowerCase();
  }
}

function toRepository(
  found: z.infer<typeof githubRepository>,
  isEmpty: boolean,
): AdapterRepository {
  return {
    url: found.html_url,
    cloneUrl: found.clone_url,
    defaultBranch: found.default_branch || 'main',
    isEmpty,
    isArchived: found.archived ?? false,
  };
}

function toPullRequest(found: z.infer<typeof githubPullRequest>): PullRequest {
  return { number: found.number, url: found.html_url };
}
