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
  serverBranch,
  serverBranches,
  serverCommits,
  serverFiles,
  serverPullRequest,
  serverPullRequests,
  serverRefusal,
  serverRepository,
} from './bitbucketServerAnswers';
import { pushCommit } from './pushCommit';
import { pushRefusal } from './pushRefusal';

const DEFAULT_BRANCH = 'main';
const PAGE = 1000;
const PULL_PAGE = 100;
const PUSH_TIMEOUT_MS = 120_000;

/**
 * Bitbucket Data Center (7.5 and later). The owner is the key of a project, or `~user`. Its REST API writes one file
 * with each commit, so commits are pushed as Git does it.
 *
 * @internal
 */
export class BitbucketServerAdapter implements ScmAdapter {
  readonly kind = 'Bitbucket Server';
  readonly integration = 'integrations.bitbucketServer';
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
    if (answer.status === 404) return undefined;
    const found = this.http.parse(what, serverRepository, answer.body);
    const branches = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/branches?limit=1`,
      options,
    );
    const { values } = this.http.parse(what, serverBranches, branches.body);
    return this.toRepository(repo, found, {
      defaultBranch: await this.readDefaultBranch(repo, options),
      isEmpty: values.length === 0,
    });
  }

  async createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `create the repository ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `/projects/${encodeURIComponent(repo.owner)}/repos`,
      {
        ...options,
        accept: [409],
        body: {
          name: repo.name,
          scmId: 'git',
          description: repo.description ?? '',
          defaultBranch: DEFAULT_BRANCH,
          public: repo.visibility === 'public',
        },
      },
    );
    if (answer.status === 409) return undefined;
    const found = this.http.parse(what, serverRepository, answer.body);
    return this.toRepository(repo, found, {
      defaultBranch: DEFAULT_BRANCH,
      isEmpty: true,
    });
  }

  findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    return this.readHead(repo, `refs/heads/${branch}`, options);
  }

  async findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    return (
      (await this.readHead(repo, `refs/heads/${ref}`, options)) ??
      (await this.readHead(repo, `refs/tags/${ref}`, options)) ??
      (/^[0-9a-f]{40}$/.test(ref)
        ? this.readHead(repo, ref, options)
        : undefined)
    );
  }

  async findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined> {
    const isCommit = file.ref && /^[0-9a-f]{40}$/.test(file.ref);
    const commit =
      file.ref && !isCommit
        ? await this.findCommit(repo, file.ref, options)
        : file.ref;
    if (file.ref && !commit) return undefined;
    const answer = await this.http.request(
      `read ${file.path} of ${label(repo)}`,
      repo,
      'GET',
      rawPath(repo, file.path, commit),
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : { bytes: answer.bytes, ...(commit && { commit }) };
  }

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, parent, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const timeout = AbortSignal.timeout(PUSH_TIMEOUT_MS);
    const { hostname } = new URL(this.http.options.apiBaseUrl);
    try {
      return await pushCommit({
        url: this.cloneUrl(repo),
        headers: await this.http.options.getHeaders(repo),
        branch,
        parent,
        message,
        author: { name: 'Waybill', email: `waybill@${hostname}` },
        files: changes,
        signal: options.signal
          ? AbortSignal.any([options.signal, timeout])
          : timeout,
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw pushRefusal(what, this.http.options, error);
    }
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    const what = `list the files of ${label(repo)}`;
    const prefix = query.under ? `${query.under}/` : '';
    const files: AdapterListedFile[] = [];
    let start = 0;
    for (;;) {
      const answer = await this.http.request(
        what,
        repo,
        'GET',
        `${pathOf(repo)}/files/${encodePath(prefix)}?at=${
          query.commit
        }&limit=${PAGE}&start=${start}`,
        { ...options, accept: [404] },
      );
      if (answer.status === 404) return { files, isTruncated: false };
      const page = this.http.parse(what, serverFiles, answer.body);
      page.values.forEach(path => files.push({ path: prefix + path }));
      const next = page.nextPageStart ?? 0;
      if (page.isLastPage || next <= start) {
        return { files, isTruncated: !page.isLastPage };
      }
      if (files.length > query.maxFiles) return { files, isTruncated: true };
      start = next;
    }
  }

  async readListed(
    repo: Repo,
    file: AdapterListedFile & { readonly commit: string },
    options: AdapterOptions,
  ): Promise<Buffer> {
    const { bytes } = await this.http.request(
      `read ${file.path} of ${label(repo)}`,
      repo,
      'GET',
      rawPath(repo, file.path, file.commit),
      options,
    );
    return bytes;
  }

  async findPullRequest(
    repo: Repo,
    change: Pick<PullRequestChange, 'head' | 'base'>,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `look for a pull request in ${label(repo)}`;
    const query = new URLSearchParams({
      state: 'OPEN',
      direction: 'OUTGOING',
      at: `refs/heads/${change.head}`,
      limit: `${PULL_PAGE}`,
    });
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/pull-requests?${query}`,
      options,
    );
    const { values } = this.http.parse(what, serverPullRequests, answer.body);
    const found = values.find(
      ({ fromRef, toRef }) =>
        fromRef.id === `refs/heads/${change.head}` &&
        toRef.id === `refs/heads/${change.base}`,
    );
    return found && toPullRequest(found);
  }

  async createPullRequest(
    repo: Repo,
    change: PullRequestChange,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `open a pull request in ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/pull-requests`,
      {
        ...options,
        accept: [409],
        body: {
          title: change.title,
          description: change.body,
          fromRef: { id: `refs/heads/${change.head}` },
          toRef: { id: `refs/heads/${change.base}` },
        },
      },
    );
    if (answer.status !== 409) {
      return toPullRequest(
        this.http.parse(what, serverPullRequest, answer.body),
      );
    }
    const said = bitbucketServerMessage(answer.body) ?? '';
    if (!/empty|up-to-date/i.test(said)) return undefined;
    throw new ScmError({
      code: 'REJECTED',
      status: 409,
      message: `Could not ${what}: ${this.host} answered HTTP 409 (${said.slice(
        0,
        300,
      )}); ${change.head} has nothing that ${change.base} has not`,
    });
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    const at = encodeURIComponent(`refs/heads/${file.branch}`);
    return `${repository.url}/browse/${encodePath(file.path)}?at=${at}`;
  }

  private async readHead(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const what = `find ${ref} in ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/commits?until=${encodeURIComponent(ref)}&limit=1`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, serverCommits, answer.body).values[0]?.id;
  }

  private async readDefaultBranch(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<string> {
    const what = `read the default branch of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/default-branch`,
      { ...options, accept: [404] },
    );
    return answer.status === 200
      ? this.http.parse(what, serverBranch, answer.body).displayId
      : DEFAULT_BRANCH;
  }

  /** Made of the configuration, not of an answer: credentials go there. */
  private cloneUrl({ owner, name }: Repo): string {
    const base = this.http.options.apiBaseUrl.replace(
      /\/rest\/api\/[^/]+$/,
      '',
    );
    return `${base}/scm/${encodeURIComponent(owner)}/${encodeURIComponent(
      name,
    )}.git`;
  }

  private toRepository(
    repo: Repo,
    found: z.infer<typeof serverRepository>,
    state: Pick<AdapterRepository, 'defaultBranch' | 'isEmpty'>,
  ): AdapterRepository {
    return {
      url: found.links.self[0].href.replace(/\/browse\/?$/, ''),
      cloneUrl: this.cloneUrl(repo),
      ...state,
      isArchived: found.archived ?? false,
    };
  }
}

/** What Bitbucket says of a refusal, and the exception that it names. @internal */
export function bitbucketServerMessage(body: unknown): string | undefined {
  const parsed = serverRefusal.safeParse(body);
  if (!parsed.success) return undefined;
  return parsed.data.errors
    .map(({ message, exceptionName }) =>
      [message, exceptionName?.split('.').pop()].filter(Boolean).join(' '),
    )
    .join('; ');
}

function pathOf({ owner, name }: Repo): string {
  return `/projects/${encodeURIComponent(owner)}/repos/${encodeURIComponent(
    name,
  )}`;
}

function rawPath(repo: Repo, path: string, commit: string | undefined): string {
  const at = commit ? `?at=${commit}` : '';
  return `${pathOf(repo)}/raw/${encodePath(path)}${at}`;
}

function toPullRequest(found: z.infer<typeof serverPullRequest>): PullRequest {
  return { number: found.id, url: found.links.self[0].href };
}
