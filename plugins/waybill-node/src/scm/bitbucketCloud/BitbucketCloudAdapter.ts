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
  bitbucketCommit,
  bitbucketMeta,
  bitbucketPullRequest,
  bitbucketPullRequests,
  bitbucketRef,
  bitbucketRefusal,
  bitbucketRepository,
  bitbucketTree,
} from './bitbucketCloudAnswers';

const COMMIT = /^[0-9a-f]{40}$/;
/** Deeper folders are not asked for at once: Bitbucket gives up on such requests. */
const MAX_DEPTH = 20;

/**
 * Bitbucket Cloud's REST API 2.0. The owner is a workspace.
 *
 * @internal
 */
export class BitbucketCloudAdapter implements ScmAdapter {
  readonly kind = 'Bitbucket Cloud';
  readonly integration = 'integrations.bitbucketCloud';
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
      : toRepository(this.http.parse(what, bitbucketRepository, answer.body));
  }

  async createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined> {
    const what = `create the repository ${label(repo)}`;
    const answer = await this.http.request(what, repo, 'POST', pathOf(repo), {
      ...options,
      accept: [400],
      body: {
        scm: 'git',
        description: repo.description ?? '',
        is_private: (repo.visibility ?? 'private') !== 'public',
      },
    });
    if (answer.status !== 400) {
      return toRepository(
        this.http.parse(what, bitbucketRepository, answer.body),
      );
    }
    const said = bitbucketMessage(answer.body) ?? '';
    if (/already exists/i.test(said)) return undefined;
    throw this.rejected(what, said);
  }

  findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    return this.readRef(repo, `branches/${encodePath(branch)}`, options);
  }

  async findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const name = encodePath(ref);
    const named =
      (await this.readRef(repo, `branches/${name}`, options)) ??
      (await this.readRef(repo, `tags/${name}`, options));
    if (named || !/^[0-9a-f]{7,40}$/.test(ref)) return named;
    const what = `find ${ref} in ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/commit/${ref}`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, bitbucketCommit, answer.body).hash;
  }

  async findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined> {
    const commit = await this.commitOf(repo, file.ref, options);
    if (!commit) return undefined;
    const what = `read ${file.path} of ${label(repo)}`;
    const path = `${pathOf(repo)}/src/${commit}/${encodePath(file.path)}`;
    // The path of a folder is answered with a listing, which a file may look like.
    const meta = await this.http.request(
      what,
      repo,
      'GET',
      `${path}?format=meta`,
      { ...options, accept: [404] },
    );
    if (meta.status === 404) return undefined;
    this.http.parse(what, bitbucketMeta, meta.body);
    const { bytes } = await this.http.request(what, repo, 'GET', path, options);
    return { bytes, commit };
  }

  async commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string> {
    const { branch, parent, message, changes } = plan;
    const what = `commit ${changes.length} files to ${label(repo)}`;
    const form = new FormData();
    form.set('message', message);
    form.set('branch', branch);
    // A branch whose head is another commit meanwhile is refused.
    if (parent) form.set('parents', parent.commit);
    // With a leading slash, so that no file is taken for a field of the form.
    changes.forEach(({ path, bytes }) =>
      form.set(`/${path}`, new Blob([new Uint8Array(bytes)]), path),
    );
    const answer = await this.http.request(
      what,
      repo,
      'POST',
      `${pathOf(repo)}/src`,
      { ...options, form, accept: [400] },
    );
    if (answer.status === 400) {
      throw this.rejected(what, bitbucketMessage(answer.body) ?? '');
    }
    const made = /\/commit\/([0-9a-f]{40})/.exec(
      answer.headers.get('location') ?? '',
    )?.[1];
    // Without the header: nobody else could have moved the branch and kept our parent.
    const head = made ?? (await this.findBranch(repo, branch, options));
    if (head) return head;
    throw this.http.badAnswer(what, 'no commit in the header Location');
  }

  async listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles> {
    const what = `list the files of ${label(repo)}`;
    const files: AdapterListedFile[] = [];
    const under = query.under ? `${encodePath(query.under)}/` : '';
    const path = `${pathOf(repo)}/src/${query.commit}/${under}`;
    const depth = (query.under?.split('/').length ?? 0) + MAX_DEPTH;
    let isTruncated = false;
    let page: string | undefined = `?pagelen=100&max_depth=${MAX_DEPTH}`;
    while (page !== undefined) {
      const answer = await this.http.request(
        what,
        repo,
        'GET',
        `${path}${page}`,
        { ...options, accept: [404] },
      );
      if (answer.status === 404) return { files, isTruncated: false };
      const tree = this.http.parse(what, bitbucketTree, answer.body);
      for (const { type, path: file, size, attributes } of tree.values) {
        const isLink = attributes?.some(name => /link|subrepo/.test(name));
        if (type === 'commit_file' && !isLink) {
          files.push({
            path: file,
            ...(typeof size === 'number' && { sizeBytes: size }),
          });
        }
        isTruncated ||=
          type === 'commit_directory' && file.split('/').length >= depth;
      }
      if (files.length > query.maxFiles) return { files, isTruncated: true };
      page = nextQuery(tree.next);
    }
    return { files, isTruncated };
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
      `${pathOf(repo)}/src/${file.commit}/${encodePath(file.path)}`,
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
      pagelen: '1',
      q: `source.branch.name=${quote(
        change.head,
      )} AND destination.branch.name=${quote(change.base)}`,
    });
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/pullrequests?${query}`,
      options,
    );
    const { values } = this.http.parse(
      what,
      bitbucketPullRequests,
      answer.body,
    );
    return values[0] && toPullRequest(values[0]);
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
      `${pathOf(repo)}/pullrequests`,
      {
        ...options,
        accept: [409],
        body: {
          title: change.title,
          description: change.body,
          source: { branch: { name: change.head } },
          destination: { branch: { name: change.base } },
        },
      },
    );
    return answer.status === 409
      ? undefined
      : toPullRequest(this.http.parse(what, bitbucketPullRequest, answer.body));
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    return `${repository.url}/src/${encodeURIComponent(
      file.branch,
    )}/${encodePath(file.path)}`;
  }

  private async readRef(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    const what = `read ${ref} of ${label(repo)}`;
    const answer = await this.http.request(
      what,
      repo,
      'GET',
      `${pathOf(repo)}/refs/${ref}`,
      { ...options, accept: [404] },
    );
    return answer.status === 404
      ? undefined
      : this.http.parse(what, bitbucketRef, answer.body).target.hash;
  }

  /** Paths of files are asked for by commit: the name of a branch may have slashes. */
  private async commitOf(
    repo: Repo,
    ref: string | undefined,
    options: AdapterOptions,
  ): Promise<string | undefined> {
    if (ref && COMMIT.test(ref)) return ref;
    if (ref) return this.findCommit(repo, ref, options);
    const repository = await this.getRepository(repo, options);
    return repository && !repository.isEmpty
      ? this.findBranch(repo, repository.defaultBranch, options)
      : undefined;
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

/** What Bitbucket says of a refusal. @internal */
export function bitbucketMessage(body: unknown): string | undefined {
  const parsed = bitbucketRefusal.safeParse(body);
  return parsed.success ? parsed.data.error.message : undefined;
}

function pathOf({ owner, name }: Repo): string {
  // Bitbucket writes both in small letters.
  const [workspace, slug] = [owner, name].map(part =>
    encodeURIComponent(part.toLowerCase()),
  );
  return `/repositories/${workspace}/${slug}`;
}

/** The query of the next page; the link itself is not followed: it may name another address. */
function nextQuery(next: string | null | undefined): string | undefined {
  return next && URL.canParse(next) ? new URL(next).search : undefined;
}

function toRepository(
  found: z.infer<typeof bitbucketRepository>,
): AdapterRepository {
  const clone = found.links.clone.find(({ name }) => name === 'https');
  return {
    url: found.links.html.href,
    // Bitbucket puts the account's name into it.
    cloneUrl: (clone?.href ?? `${found.links.html.href}.git`).replace(
      /\/\/[^@/]+@/,
      '//',
    ),
    defaultBranch: found.mainbranch?.name ?? 'main',
    isEmpty: !found.mainbranch,
  };
}

function toPullRequest(
  found: z.infer<typeof bitbucketPullRequest>,
): PullRequest {
  return { number: found.id, url: found.links.html.href };
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
