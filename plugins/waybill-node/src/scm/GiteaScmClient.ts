import {
  getGiteaRequestOptions,
  type GiteaIntegrationConfig,
} from '@backstage/integration';
import type { z } from 'zod';
import {
  giteaBranch,
  giteaCommitted,
  giteaFile,
  giteaPullRequest,
  giteaRepository,
  giteaUser,
} from './giteaAnswers';
import { GiteaHttp } from './GiteaHttp';
import { checkPath, checkRepository } from './repositoryUrl';
import type { ScmClient, ScmFile, ScmRepository } from './ScmClient';
import { ScmError } from './ScmError';

const DEFAULT_BRANCH = 'main';
const MAX_FILES = 200;
const COMMIT_ATTEMPTS = 3;

type Repo = { readonly owner: string; readonly name: string };
type Options = { readonly signal?: AbortSignal };

/**
 * Speaks the REST API v1 of Gitea (1.20 and later) and Forgejo. Every call that writes may be repeated: what is there
 * already is not written again.
 *
 * @public
 */
export class GiteaScmClient implements ScmClient {
  private constructor(private readonly http: GiteaHttp) {}

  /**
   * @param config - the host's entry of `integrations.gitea`.
   * @public
   */
  static fromIntegration(
    config: GiteaIntegrationConfig,
    options: { readonly timeoutMs?: number } = {},
  ): GiteaScmClient {
    return new GiteaScmClient(
      new GiteaHttp({
        baseUrl: config.baseUrl ?? `https://${config.host}`,
        headers: getGiteaRequestOptions(config).headers ?? {},
        timeoutMs: options.timeoutMs ?? 30_000,
      }),
    );
  }

  async getRepository(
    repo: Repo,
    options: Options = {},
  ): Promise<ScmRepository | undefined> {
    const what = `read the repository ${label(repo)}`;
    const answer = await this.http.request(what, 'GET', repoPath(repo), {
      ...options,
      accept: [404],
    });
    return answer.status === 404
      ? undefined
      : toRepository(this.parse(what, giteaRepository, answer.body));
  }

  async createRepository(
    repo: Repo & { readonly description?: string },
    options: Options = {},
  ): Promise<ScmRepository> {
    const existing = await this.getRepository(repo, options);
    if (existing) return existing;
    const what = `create the repository ${label(repo)}`;
    const answer = await this.http.request(
      what,
      'POST',
      (await this.isOwnAccount(repo.owner, options))
        ? '/user/repos'
        : `/orgs/${encodeURIComponent(repo.owner)}/repos`,
      {
        ...options,
        accept: [409],
        body: {
          name: repo.name,
          description: repo.description ?? '',
          default_branch: DEFAULT_BRANCH,
          auto_init: false,
        },
      },
    );
    if (answer.status === 409) {
      // Somebody was quicker between the two requests.
      return this.requireRepository(repo, options);
    }
    return toRepository(this.parse(what, giteaRepository, answer.body));
  }

  async commitFiles(
    repo: Repo,
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options: Options = {},
  ): Promise<{ readonly commit: string }> {
    if (change.files.length === 0 || change.files.length > MAX_FILES) {
      throw new ScmError({
        code: 'INVALID_INPUT',
        message: `A commit to ${label(repo)} needs 1 to ${MAX_FILES} files; ${
          change.files.length
        } were given`,
      });
    }
    change.files.forEach(file => checkPath(file.path));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.tryCommit(repo, change, options);
      } catch (error) {
        // 422 is what Gitea says when a file is not what it was when we read it.
        const { code, status } = error as ScmError;
        const isRace = code === 'CONFLICT' || status === 422;
        if (!isRace || attempt === COMMIT_ATTEMPTS) throw error;
      }
    }
  }

  async readFile(
    repo: Repo,
    file: { readonly path: string; readonly ref?: string },
    options: Options = {},
  ): Promise<
    { readonly content: string; readonly commit?: string } | undefined
  > {
    const found = await this.findFile(repo, file, options);
    return (
      found && {
        content: found.bytes.toString('utf8'),
        ...(found.commit && { commit: found.commit }),
      }
    );
  }

  async openPullRequest(
    repo: Repo,
    change: {
      readonly head: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    },
    options: Options = {},
  ): Promise<{ readonly number: number; readonly url: string }> {
    const what = `open a pull request in ${label(repo)}`;
    const path = `${repoPath(repo)}/pulls`;
    const answer = await this.http.request(what, 'POST', path, {
      ...options,
      body: change,
      accept: [409],
    });
    if (answer.status !== 409) {
      return toPullRequest(this.parse(what, giteaPullRequest, answer.body));
    }
    const open = await this.http.request(
      what,
      'GET',
      `${path}?state=open&limit=50`,
      options,
    );
    const existing = this.parse(what, giteaPullRequest.array(), open.body).find(
      pull => pull.head.ref === change.head && pull.base.ref === change.base,
    );
    if (!existing) {
      throw new ScmError({
        code: 'CONFLICT',
        status: 409,
        message: `Could not ${what}: ${this.http.host} says that there is one from ${change.head} to ${change.base}, and lists none`,
      });
    }
    return toPullRequest(existing);
  }

  private async tryCommit(
    repo: Repo,
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options: Options,
  ): Promise<{ readonly commit: string }> {
    const repository = await this.requireRepository(repo, options);
    const head = repository.isEmpty
      ? undefined
      : await this.findBranch(repo, change.branch, options);
    const source = head ? change.branch : repository.defaultBranch;
    const operations: object[] = [];
    for (const file of change.files) {
      const bytes = Buffer.from(file.content, 'utf8');
      const current = repository.isEmpty
        ? undefined
        : await this.findFile(repo, { path: file.path, ref: source }, options);
      if (current?.bytes.equals(bytes)) continue;
      operations.push({
        operation: current ? 'update' : 'create',
        path: file.path,
        content: bytes.toString('base64'),
        ...(current && { sha: current.sha }),
      });
    }
    if (operations.length === 0 && head) return { commit: head };
    if (operations.length === 0) {
      return { commit: await this.requireBranch(repo, source, options) };
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
    return { commit: this.parse(what, giteaCommitted, answer.body).commit.sha };
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
      : this.parse(what, giteaBranch, answer.body).commit.id;
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

  private async findFile(
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
    const found = this.parse(what, giteaFile, answer.body);
    return {
      bytes: Buffer.from(found.content, 'base64'),
      sha: found.sha,
      commit: found.last_commit_sha ?? undefined,
    };
  }

  private async requireRepository(
    repo: Repo,
    options: Options,
  ): Promise<ScmRepository> {
    const repository = await this.getRepository(repo, options);
    if (!repository) {
      throw new ScmError({
        code: 'NOT_FOUND',
        status: 404,
        message: `There is no repository ${label(repo)} on ${
          this.http.host
        }, or the account in integrations.gitea may not see it`,
      });
    }
    return repository;
  }

  private async isOwnAccount(owner: string, options: Options) {
    const what = 'read the account of integrations.gitea';
    const answer = await this.http.request(what, 'GET', '/user', options);
    const { login } = this.parse(what, giteaUser, answer.body);
    return (
      login.toLocaleLowerCase('en-US') === owner.toLocaleLowerCase('en-US')
    );
  }

  private parse<T>(what: string, schema: z.ZodType<T>, body: unknown): T {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw this.http.badAnswer(
      what,
      `${issue.path.join('.') || 'body'}: ${issue.message}`,
    );
  }
}

function repoPath(repo: Repo): string {
  const { owner, name } = checkRepository(repo);
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function label(repo: Repo): string {
  return `${repo.owner}/${repo.name}`;
}

function toRepository(found: z.infer<typeof giteaRepository>): ScmRepository {
  return {
    url: found.html_url,
    cloneUrl: found.clone_url,
    defaultBranch: found.default_branch || DEFAULT_BRANCH,
    isEmpty: found.empty,
  };
}

function toPullRequest(found: z.infer<typeof giteaPullRequest>) {
  return { number: found.number, url: found.html_url };
}
