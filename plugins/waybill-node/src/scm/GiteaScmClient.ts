import {
  getGiteaRequestOptions,
  type GiteaIntegrationConfig,
} from '@backstage/integration';
import type { z } from 'zod';
import { giteaPullRequest, giteaRepository, giteaUser } from './giteaAnswers';
import { GiteaContents } from './GiteaContents';
import { GiteaHttp } from './GiteaHttp';
import { label, type Repo, repoPath } from './giteaPaths';
import { checkPath } from './repositoryUrl';
import type { ScmClient, ScmFile, ScmRepository } from './ScmClient';
import { ScmError } from './ScmError';

const DEFAULT_BRANCH = 'main';
const MAX_FILES = 200;
const COMMIT_ATTEMPTS = 3;

type Options = { readonly signal?: AbortSignal };

/**
 * Speaks the REST API v1 of Gitea (1.20 and later) and Forgejo. Every call that writes may be repeated: what is there
 * already is not written again.
 *
 * @public
 */
export class GiteaScmClient implements ScmClient {
  private readonly contents: GiteaContents;

  private constructor(private readonly http: GiteaHttp) {
    this.contents = new GiteaContents(http);
  }

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
      : toRepository(this.http.parse(what, giteaRepository, answer.body));
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
    return toRepository(this.http.parse(what, giteaRepository, answer.body));
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
        const repository = await this.requireRepository(repo, options);
        return await this.contents.commit(repo, repository, change, options);
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
    const found = await this.contents.findFile(repo, file, options);
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
      return toPullRequest(
        this.http.parse(what, giteaPullRequest, answer.body),
      );
    }
    const open = await this.http.request(
      what,
      'GET',
      `${path}?state=open&limit=50`,
      options,
    );
    const existing = this.http
      .parse(what, giteaPullRequest.array(), open.body)
      .find(
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
    const { login } = this.http.parse(what, giteaUser, answer.body);
    return (
      login.toLocaleLowerCase('en-US') === owner.toLocaleLowerCase('en-US')
    );
  }
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
