import type { z } from 'zod';
import type { ScmHttp } from '../http/ScmHttp';
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
import type { ScmRepository } from '../ScmClient';
import { ScmError } from '../ScmError';
import {
  giteaBlob,
  giteaBranch,
  giteaCommits,
  giteaCommitted,
  giteaFile,
  giteaPullRequest,
  giteaRepository,
  giteaTree,
  giteaUser,
} from './giteaAnswers';

const DEFAULT_BRANCH = 'main';
const TREE_PAGE = 1000;
const PULL_PAGE = 50;
const MAX_PULL_PAGES = 20;

/**
 * Gitea's REST API v1 (1.20 and later), and Forgejo's.
 *
 * @internal
 */
export class GiteaAdapter implements ScmAdapter {
  readonly kind = 'Gitea';
  readonly integration = 'integrations.gitea';
  readonly ownerDepth = { min: 1, max: 1 };

  constructor(private readonly http: ScmHttp) {}

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
    return answer.status === 404
      ? undefined
      : toRepository(this.http.parse(what, giteaRepository, answer.body));
  }

  async createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `create the repository ${label(repo)}`;
    const path = (await this.isOwnAccount(repo, options))
      ? '/user/repos'
      : `/orgs/${encodeURIComponent(repo.owner)}/repos`;
    const answer = await this.http.request(what, repo, 'POST', path, {
      ...options,
      accept: [409],
      body: {
        name: repo.name,
        description: repo.description ?? '',
        default_branch: DEFAULT_BRANCH,
        auto_init: false,
        ...(repo.visibility && { private: repo.visibility !== 'public' }),
      },
    });
    return answer.status === 409
      ? undefined
      : toRepository(this.http.parse(what, giteaRepository, answer.body));
  }

  async findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const what = `read the branch ${branch} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/branches/${encodePath(branch)}`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, giteaBranch, answer.body).commit.id;
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
      `${pathOf(repo)}/commits?sha=${encodeURIComponent(
        ref,
      )}&limit=1&stat=false&verification=false&files=false`,
      // 409: the repository is empty.
      { ...options, accept: [404, 409] },
    );
    return answer.status >= 400
      ? undefined
      : this.http.parse(what, giteaCommits, answer.body)[0]?.sha;
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
    const found = this.http.parse(what, giteaFile, answer.body);
    return {
      bytes: Buffer.from(found.content, 'base64'),
      id: found.sha,
      commit: found.last_commit_sha ?? undefined,
    };
  }

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, parent, head, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const path = `${pathOf(repo)}/contents`;
    const answer = await this.http.request(what, repo, 'POST', path, {
      ...options,
      // Said of a file that is not what it was when we read it.
      accept: [422],
      body: {
        // An empty repository has no branch yet: the commit makes the one that is named.
        branch: parent?.branch ?? branch,
        ...(parent && !head && { new_branch: branch }),
        message,
        files: changes.map(({ path: file, bytes, current }) => ({
          operation: current ? 'update' : 'create',
          path: file,
          content: bytes.toString('base64'),
          ...(current && { sha: current.id }),
        })),
      },
    });
    if (answer.status === 422) throw this.raceError(what, answer.body);
    return this.http.parse(what, giteaCommitted, answer.body).commit.sha;
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    const what = `list the files of ${label(repo)}`;
    const files: AdapterListedFile[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.http.request(
        what,
        repo,
        'GET',
        `${pathOf(repo)}/git/trees/${
          query.commit
        }?recursive=true&page=${page}&per_page=${TREE_PAGE}`,
        options,
      );
      const { tree, truncated } = this.http.parse(what, giteaTree, answer.body);
      const entries = tree ?? [];
      for (const { path, mode, type, size, sha } of entries) {
        const isFile = type === 'blob' && mode !== '120000';
        if (isFile) files.push({ path, sizeBytes: size ?? 0, blob: sha });
      }
      if (!truncated || entries.length === 0) {
        return { files, isTruncated: truncated };
      }
      if (files.length > query.maxFiles) return { files, isTruncated: true };
    }
  }

  async readListed(
    repo: Repo,
    file: AdapterListedFile,
    options: AdapterOptions,
  ): Promise<Buffer> {
    const what = `read ${file.path} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/git/blobs/${file.blob}`,
      options,
    );
    const { content } = this.http.parse(what, giteaBlob, answer.body);
    return Buffer.from(content, 'base64');
  }

  async findPullRequest(
    repo: Repo,
    change: Pick<PullRequestChange, 'head' | 'base'>,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `look for a pull request in ${label(repo)}`;
    for (let page = 1; page <= MAX_PULL_PAGES; page++) {
      const answer = await this.http.request(
        what,
        repo,
        'GET',
        `${pathOf(repo)}/pulls?state=open&limit=${PULL_PAGE}&page=${page}`,
        options,
      );
      const pulls = this.http.parse(
        what,
        giteaPullRequest.array(),
        answer.body,
      );
      const found = pulls.find(
        pull => pull.head.ref === change.head && pull.base.ref === change.base,
      );
      if (found) return toPullRequest(found);
      if (pulls.length < PULL_PAGE) return undefined;
    }
    return undefined;
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
      { ...options, body: { head, base, title, body }, accept: [409] },
    );
    return answer.status === 409
      ? undefined
      : toPullRequest(this.http.parse(what, giteaPullRequest, answer.body));
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    return `${repository.url}/src/branch/${encodePath(
      file.branch,
    )}/${encodePath(file.path)}`;
  }

  private async isOwnAccount(repo: Repo, options: AdapterOptions) {
    const what = `read the account of ${this.integration}`;
    const answer = await this.http.request(what, repo, 'GET', '/user', options);
    const { login } = this.http.parse(what, giteaUser, answer.body);
    return login.toLowerCase() === repo.owner.toLowerCase();
  }

  private raceError(what: string, body: unknown): ScmError {
    const said = (body as { message?: unknown } | undefined)?.message;
    return new ScmError({
      code: 'CONFLICT',
      status: 422,
      message: `Could not ${what}: ${this.host} answered HTTP 422 (${String(
        said,
      ).slice(0, 300)}); a file is not what it was when it was read`,
    });
  }
}

function pathOf({ owner, name }: Repo): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

function toRepository(
  found: z.infer<typeof giteaRepository>,
): AdapterRepository {
  return {
    url: found.html_url,
    cloneUrl: found.clone_url,
    defaultBranch: found.default_branch || DEFAULT_BRANCH,
    isEmpty: found.empty,
    isArchived: found.archived ?? false,
  };
}

function toPullRequest(found: z.infer<typeof giteaPullRequest>): PullRequest {
  return { number: found.number, url: found.html_url };
}
