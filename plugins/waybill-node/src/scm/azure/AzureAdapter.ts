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
import {
  azureCommit,
  azureItem,
  azureItems,
  azurePullRequest,
  azurePullRequests,
  azurePush,
  azureRefs,
  azureRepository,
} from './azureAnswers';

const API_VERSION = '7.0';
const COMMIT = /^[0-9a-f]{40}$/;
/** Says that a ref does not exist. */
const NO_OBJECT = '0'.repeat(40);
/** All files come in one answer. */
const MAX_TREE_BYTES = 48 * 1024 * 1024;

/**
 * Azure DevOps' REST API. The owner is an organisation (on a server: a collection) with a project.
 *
 * @internal
 */
export class AzureAdapter implements ScmAdapter {
  readonly kind = 'Azure DevOps';
  readonly integration = 'integrations.azure';
  readonly ownerDepth = { min: 2, max: 4 };

  constructor(private readonly http: ScmHttp) {}

  get host(): string {
    return this.http.host;
  }

  async getRepository(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `read the repository ${label(repo)}`;
    const path = pathOf(repo, '');
    const answer = await this.http.request(what, repo, 'GET', path, {
      ...options,
      accept: [404],
    });
    return answer.status === 404
      ? undefined
      : toRepository(this.http.parse(what, azureRepository, answer.body));
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
      `/${encodePath(
        repo.owner,
      )}/_apis/git/repositories?api-version=${API_VERSION}`,
      { ...options, accept: [409], body: { name: repo.name } },
    );
    return answer.status === 409
      ? undefined
      : toRepository(this.http.parse(what, azureRepository, answer.body));
  }

  findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    return this.readRef(repo, `heads/${branch}`, options);
  }

  async findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const named =
      (await this.readRef(repo, `heads/${ref}`, options)) ??
      (await this.readRef(repo, `tags/${ref}`, options));
    if (named || !COMMIT.test(ref)) return named;
    const what = `find ${ref} in ${label(repo)}`;
    const path = pathOf(repo, `/commits/${ref}`);
    const answer = await this.http.request(what, repo, 'GET', path, {
      ...options,
      accept: [404],
    });
    return answer.status === 404
      ? undefined
      : this.http.parse(what, azureCommit, answer.body).commitId;
  }

  async findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined> {
    const what = `read ${file.path} of ${label(repo)}`;
    const commit = file.ref
      ? await this.findCommitOnce(repo, file.ref, options)
      : undefined;
    if (file.ref && !commit) return undefined;
    const path = pathOf(repo, '/items', {
      path: `/${file.path}`,
      $format: 'json',
      ...versionOf(commit),
    });
    const answer = await this.http.request(what, repo, 'GET', path, {
      ...options,
      accept: [404],
    });
    if (answer.status === 404) return undefined;
    const item = this.http.parse(what, azureItem, answer.body);
    if (item.gitObjectType !== 'blob') {
      throw this.http.badAnswer(what, `it is a ${item.gitObjectType}`);
    }
    return {
      bytes: await this.readBlob(repo, file.path, item.objectId, options),
      id: item.objectId,
      commit: item.commitId ?? commit,
    };
  }

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, parent, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const path = pathOf(repo, '/pushes');
    const answer = await this.http.request(what, repo, 'POST', path, {
      ...options,
      body: {
        refUpdates: [
          {
            name: `refs/heads/${branch}`,
            // Of a branch that does not exist: the commit that it comes from.
            oldObjectId: parent?.commit ?? NO_OBJECT,
          },
        ],
        commits: [
          {
            comment: message,
            changes: changes.map(({ path: file, bytes, current }) => ({
              changeType: current ? 'edit' : 'add',
              item: { path: `/${file}` },
              newContent: {
                content: bytes.toString('base64'),
                contentType: 'base64encoded',
              },
            })),
          },
        ],
      },
    });
    return this.http.parse(what, azurePush, answer.body).commits[0].commitId;
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    const what = `list the files of ${label(repo)}`;
    const path = pathOf(repo, '/items', {
      scopePath: `/${query.under ?? ''}`,
      recursionLevel: 'full',
      $format: 'json',
      ...versionOf(query.commit),
    });
    const answer = await this.http.request(what, repo, 'GET', path, {
      ...options,
      accept: [404],
      maxBytes: MAX_TREE_BYTES,
    });
    if (answer.status === 404) return { files: [], isTruncated: false };
    const { value } = this.http.parse(what, azureItems, answer.body);
    return {
      files: value
        .filter(item => item.gitObjectType === 'blob' && !item.isSymLink)
        .map(item => ({
          path: item.path.replace(/^\//, ''),
          blob: item.objectId,
        })),
      isTruncated: false,
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
    const path = pathOf(repo, '/pullrequests', {
      'searchCriteria.status': 'active',
      'searchCriteria.sourceRefName': `refs/heads/${change.head}`,
      'searchCriteria.targetRefName': `refs/heads/${change.base}`,
      $top: '1',
    });
    const answer = await this.http.request(what, repo, 'GET', path, options);
    const { value } = this.http.parse(what, azurePullRequests, answer.body);
    return value[0] && this.toPullRequest(repo, value[0], options);
  }

  async createPullRequest(
    repo: Repo,
    change: PullRequestChange,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined> {
    const what = `open a pull request in ${label(repo)}`;
    const path = pathOf(repo, '/pullrequests');
    const answer = await this.http.request(what, repo, 'POST', path, {
      ...options,
      accept: [409],
      body: {
        sourceRefName: `refs/heads/${change.head}`,
        targetRefName: `refs/heads/${change.base}`,
        title: change.title,
        // The longest that Azure DevOps takes.
        description: change.body.slice(0, 4000),
      },
    });
    return answer.status === 409
      ? undefined
      : this.toPullRequest(
          repo,
          this.http.parse(what, azurePullRequest, answer.body),
          options,
        );
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    const path = encodeURIComponent(`/${file.path}`);
    const version = encodeURIComponent(`GB${file.branch}`);
    return `${repository.url}?path=${path}&version=${version}`;
  }

  /** The answers carry addresses of the API only. */
  private async toPullRequest(
    repo: Repo,
    found: z.infer<typeof azurePullRequest>,
    options: AdapterOptions,
  ): Promise<PullRequest> {
    const repository = await this.getRepository(repo, options);
    const number = found.pullRequestId;
    return { number, url: `${repository?.url}/pullrequest/${number}` };
  }

  private async findCommitOnce(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    return COMMIT.test(ref) ? ref : this.findCommit(repo, ref, options);
  }

  private async readRef(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const what = `read ${ref} of ${label(repo)}`;
    const path = pathOf(repo, '/refs', { filter: ref, peelTags: 'true' });
    const answer = await this.http.request(what, repo, 'GET', path, options);
    const { value } = this.http.parse(what, azureRefs, answer.body);
    // The filter gives all refs that begin with it.
    const found = value.find(({ name }) => name === `refs/${ref}`);
    return found?.peeledObjectId ?? found?.objectId;
  }

  private async readBlob(
    repo: Repo,
    path: string,
    objectId: string,
    options: AdapterOptions,
  ): Promise<Buffer> {
    const { bytes } = await this.http.request(
      `read ${path} of ${label(repo)}`,
      repo,
      'GET',
      pathOf(repo, `/blobs/${objectId}`, { $format: 'octetStream' }),
      { ...options, headers: { accept: 'application/octet-stream' } },
    );
    return bytes;
  }
}

function pathOf(
  { owner, name }: Repo,
  below: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const parameters = new URLSearchParams({
    ...query,
    'api-version': API_VERSION,
  });
  return `/${encodePath(owner)}/_apis/git/repositories/${encodeURIComponent(
    name,
  )}${below}?${parameters}`;
}

function versionOf(commit: string | undefined): Record<string, string> {
  return commit
    ? {
        'versionDescriptor.version': commit,
        'versionDescriptor.versionType': 'commit',
      }
    : {};
}

function toRepository(
  found: z.infer<typeof azureRepository>,
): AdapterRepository {
  return {
    url: found.webUrl,
    // Azure DevOps puts the organisation's name into it as an account.
    cloneUrl: found.remoteUrl.replace(/\/\/[^@/]+@/, '//'),
    defaultBranch: (found.defaultBranch ?? 'main').replace('refs/heads/', ''),
    isEmpty: !found.defaultBranch,
    isArchived: found.isDisabled ?? false,
  };
}
