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
  gitlabBlob,
  gitlabBranch,
  gitlabCommit,
  gitlabFile,
  gitlabMergeRequest,
  gitlabNamespace,
  gitlabProject,
  gitlabTree,
} from './gitlabAnswers';
import { gitlabMessage } from './gitlabMessage';

const MAX_GROUPS = 20;
const TREE_PAGE = 100;
const RACE =
  /already exists|doesn't exist|has changed since|could not update|reference (already exists|update)/i;

/**
 * GitLab's REST API v4. A repository is a project; its owner is a group with its parents, or a user.
 *
 * @internal
 */
export class GitlabAdapter implements ScmAdapter {
  readonly kind = 'GitLab';
  readonly integration = 'integrations.gitlab';
  readonly ownerDepth = { min: 1, max: MAX_GROUPS };

  constructor(private readonly http: ScmHttp) {}

  get host(): string {
    return this.http.host;
  }

  async getRepository(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `read the project ${label(repo)}`;
    const answer = await this.http.request(what, repo, 'GET', pathOf(repo), {
      ...options,
      accept: [404],
    });
    return answer.status === 404
      ? undefined
      : toRepository(this.http.parse(what, gitlabProject, answer.body));
  }

  async createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `create the project ${label(repo)}`;
    const namespace = await this.http.request(
      `find the group ${repo.owner}`,
      repo,
      'GET',
      `/namespaces/${encodeURIComponent(repo.owner)}`,
      options,
    );
    const { id } = this.http.parse(what, gitlabNamespace, namespace.body);
    const answer = await this.http.request(what, repo, 'POST', '/projects', {
      ...options,
      accept: [400],
      body: {
        name: repo.name,
        path: repo.name,
        namespace_id: id,
        description: repo.description ?? '',
        visibility: repo.visibility ?? 'private',
      },
    });
    if (answer.status === 400) {
      const said = gitlabMessage(answer.body) ?? '';
      if (/has already been taken/i.test(said)) return undefined;
      throw this.rejected(what, said);
    }
    return toRepository(this.http.parse(what, gitlabProject, answer.body));
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
      `${pathOf(repo)}/repository/branches/${encodeURIComponent(branch)}`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, gitlabBranch, answer.body).commit.id;
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
      `${pathOf(repo)}/repository/commits/${encodeURIComponent(
        ref,
      )}?stats=false`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, gitlabCommit, answer.body).id;
  }

  async findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined> {
    const what = `read ${file.path} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/repository/files/${encodeURIComponent(
        file.path,
      )}?ref=${encodeURIComponent(file.ref ?? 'HEAD')}`,
      { ...options, accept: [404] },
    );
    if (answer.status === 404) return undefined;
    const found = this.http.parse(what, gitlabFile, answer.body);
    const commit = found.last_commit_id ?? undefined;
    return {
      bytes: Buffer.from(found.content, 'base64'),
      id: commit,
      commit,
    };
  }

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, parent, head, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/repository/commits`,
      {
        ...options,
        accept: [400],
        body: {
          branch,
          commit_message: message,
          ...(parent && !head && { start_sha: parent.commit }),
          actions: changes.map(({ path, bytes, current }) => ({
            action: current ? 'update' : 'create',
            file_path: path,
            content: bytes.toString('base64'),
            encoding: 'base64',
            ...(current?.id && { last_commit_id: current.id }),
          })),
        },
      },
    );
    if (answer.status !== 400) {
      return this.http.parse(what, gitlabCommit, answer.body).id;
    }
    const said = gitlabMessage(answer.body) ?? '';
    throw RACE.test(said)
      ? new ScmError({
          code: 'CONFLICT',
          status: 400,
          message: `Could not ${what}: ${
            this.host
          } answered HTTP 400 (${said.slice(
            0,
            300,
          )}); somebody changed it at the same time`,
        })
      : this.rejected(what, said);
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    const what = `list the files of ${label(repo)}`;
    const files: AdapterListedFile[] = [];
    const parameters = new URLSearchParams({
      ref: query.commit,
      recursive: 'true',
      pagination: 'keyset',
      per_page: `${TREE_PAGE}`,
      ...(query.under && { path: query.under }),
    });
    for (;;) {
      const answer = await this.http.request(
        what,
        repo,
        'GET',
        `${pathOf(repo)}/repository/tree?${parameters}`,
        // 404: there is no such folder.
        { ...options, accept: [404] },
      );
      if (answer.status === 404) return { files, isTruncated: false };
      const entries = this.http.parse(what, gitlabTree, answer.body);
      for (const { id, type, path, mode } of entries) {
        const isFile = type === 'blob' && mode !== '120000';
        if (isFile) files.push({ path, blob: id });
      }
      const next = nextPage(answer.headers);
      if (!next || entries.length === 0) return { files, isTruncated: false };
      if (files.length > query.maxFiles) return { files, isTruncated: true };
      Object.entries(next).forEach(([name, value]) =>
        parameters.set(name, value),
      );
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
      `${pathOf(repo)}/repository/blobs/${file.blob}`,
      options,
    );
    const { content } = this.http.parse(what, gitlabBlob, answer.body);
    return Buffer.from(content, 'base64');
  }

  async findPullRequest(
    repo: Repo,
    change: Pick<PullRequestChange, 'head' | 'base'>,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `look for a merge request in ${label(repo)}`;
    const query = new URLSearchParams({
      state: 'opened',
      source_branch: change.head,
      target_branch: change.base,
      per_page: '1',
    });
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/merge_requests?${query}`,
      options,
    );
    const [found] = this.http.parse(
      what,
      gitlabMergeRequest.array(),
      answer.body,
    );
    return found && toPullRequest(found);
  }

  async createPullRequest(
    repo: Repo,
    change: PullRequestChange,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `open a merge request in ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/merge_requests`,
      {
        ...options,
        accept: [409],
        body: {
          source_branch: change.head,
          target_branch: change.base,
          title: change.title,
          description: change.body,
        },
      },
    );
    return answer.status === 409
      ? undefined
      : toPullRequest(this.http.parse(what, gitlabMergeRequest, answer.body));
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    return `${repository.url}/-/blob/${encodePath(file.branch)}/${encodePath(
      file.path,
    )}`;
  }

  private rejected(what: string, said: string): ScmError {
    return new ScmError({
      code: 'REJECTED',
      status: 400,
      message: `Could not ${what}: ${this.host} answered HTTP 400 (${said.slice(
        0,
        300,
      )}); the host refused it`,
    });
  }
}

function pathOf(repo: Repo): string {
  return `/projects/${encodeURIComponent(label(repo))}`;
}

/**
 * What the link to the next page asks for, by key or (older versions) by number. The link itself is not followed: it
 * may name another address.
 */
function nextPage(headers: Headers): Record<string, string> | undefined {
  const link = headers
    .get('link')
    ?.split(',')
    .find(part => /rel="?next"?/.test(part));
  const url = link && /<([^>]+)>/.exec(link)?.[1];
  const query = url && URL.canParse(url) && new URL(url).searchParams;
  const token = query && query.get('page_token');
  if (token) return { page_token: token };
  const page = headers.get('x-next-page') || (query && query.get('page'));
  return page ? { page } : undefined;
}

function toRepository(found: z.infer<typeof gitlabProject>): AdapterRepository {
  return {
    url: found.web_url,
    cloneUrl: found.http_url_to_repo,
    defaultBranch: found.default_branch || 'main',
    isEmpty: found.empty_repo ?? !found.default_branch,
    isArchived: found.archived ?? false,
  };
}

function toPullRequest(found: z.infer<typeof gitlabMergeRequest>): PullRequest {
  return { number: found.iid, url: found.web_url };
}
