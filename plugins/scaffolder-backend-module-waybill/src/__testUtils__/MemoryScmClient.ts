import { createHash } from 'node:crypto';
import {
  type ScmClient,
  ScmError,
  type ScmFile,
  type ScmFileList,
  type ScmRepository,
  type ScmTree,
} from '@waybill/backstage-plugin-waybill-node';

interface Repo {
  readonly owner: string;
  readonly name: string;
}

/** A pull request that was opened. */
export interface MemoryPull {
  readonly repository: string;
  readonly number: number;
  readonly url: string;
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** A Git host in memory. `repositories` are the default branches; other branches are in `branches`. */
export class MemoryScmClient implements ScmClient {
  readonly repositories = new Map<string, Map<string, string>>();
  /** By `owner/name@branch`. */
  readonly branches = new Map<string, Map<string, string>>();
  readonly commits: {
    repository: string;
    branch: string;
    message: string;
    paths: string[];
  }[] = [];
  readonly pulls: MemoryPull[] = [];
  /** Thrown by the next write, once. */
  failNextWith?: Error;

  async getRepository(repo: Repo) {
    const files = this.repositories.get(key(repo));
    return files && toRepository(repo, files);
  }

  async createRepository(repo: Repo): Promise<ScmRepository> {
    this.failOnce();
    const files = this.repositories.get(key(repo)) ?? new Map<string, string>();
    this.repositories.set(key(repo), files);
    return toRepository(repo, files);
  }

  async commitFiles(
    repo: Repo,
    change: { branch: string; message: string; files: readonly ScmFile[] },
  ) {
    this.failOnce();
    const { branch, message } = change;
    const files = this.findRef(repo, branch) ?? new Map(this.require(repo));
    const changed = change.files.filter(
      file => files.get(file.path) !== file.content,
    );
    if (changed.length > 0) {
      if (branch !== 'main') this.branches.set(`${key(repo)}@${branch}`, files);
      changed.forEach(file => files.set(file.path, file.content));
      this.commits.push({
        repository: key(repo),
        branch,
        message,
        paths: changed.map(file => file.path),
      });
    }
    return { commit: commitOf(files) };
  }

  async readFile(repo: Repo, file: { path: string; ref?: string }) {
    this.require(repo);
    const content = this.findRef(repo, file.ref)?.get(file.path);
    return content === undefined ? undefined : { content };
  }

  async listFiles(
    repo: Repo,
    query: { ref?: string; under?: string; signal?: AbortSignal } = {},
  ): Promise<ScmFileList> {
    query.signal?.throwIfAborted();
    const files = this.requireRef(repo, query.ref);
    return {
      commit: commitOf(files),
      files: [...files]
        .filter(([path]) => !query.under || path.startsWith(`${query.under}/`))
        .map(([path, content]) => ({
          path,
          sizeBytes: Buffer.byteLength(content),
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      isTruncated: false,
    };
  }

  async readTree(
    repo: Repo,
    query: {
      ref?: string;
      under?: string;
      include: (path: string) => boolean;
      signal?: AbortSignal;
    },
  ): Promise<ScmTree> {
    const { commit, files } = await this.listFiles(repo, query);
    const contents = this.requireRef(repo, query.ref);
    return {
      commit,
      files: files
        .filter(({ path }) => query.include(path))
        .map(({ path }) => ({ path, content: contents.get(path)! })),
      isTruncated: false,
      skipped: [],
    };
  }

  async openPullRequest(
    repo: Repo,
    change: { head: string; base: string; title: string; body: string },
  ) {
    this.failOnce();
    this.requireRef(repo, change.head);
    const { head, base, title, body } = change;
    const existing = this.pulls.find(
      pull =>
        pull.repository === key(repo) &&
        pull.head === head &&
        pull.base === base,
    );
    if (existing) return { number: existing.number, url: existing.url };
    const number = this.pulls.length + 1;
    const url = `https://git.example.com/${key(repo)}/pulls/${number}`;
    this.pulls.push({
      repository: key(repo),
      number,
      url,
      head,
      base,
      title,
      body,
    });
    return { number, url };
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { path: string; branch: string },
  ): string {
    return `${repository.url}/src/branch/${file.branch}/${file.path}`;
  }

  private require(repo: Repo) {
    const files = this.repositories.get(key(repo));
    if (files) return files;
    throw new ScmError({
      code: 'NOT_FOUND',
      message: `There is no repository ${key(repo)} on git.example.com`,
    });
  }

  private findRef(repo: Repo, ref = 'main') {
    if (ref === 'main') return this.require(repo);
    const branch = this.branches.get(`${key(repo)}@${ref}`);
    const main = this.repositories.get(key(repo));
    return branch ?? (main && commitOf(main) === ref ? main : undefined);
  }

  private requireRef(repo: Repo, ref?: string) {
    this.require(repo);
    const files = this.findRef(repo, ref);
    if (files && files.size > 0) return files;
    throw new ScmError({
      code: 'NOT_FOUND',
      message: `There is no branch, tag or commit ${ref} in ${key(repo)}`,
    });
  }

  private failOnce() {
    const error = this.failNextWith;
    this.failNextWith = undefined;
    if (error) throw error;
  }
}

function key(repo: Repo): string {
  return `${repo.owner}/${repo.name}`;
}

function commitOf(files: Map<string, string>): string {
  return createHash('sha1')
    .update(JSON.stringify([...files]))
    .digest('hex');
}

function toRepository(repo: Repo, files: Map<string, string>): ScmRepository {
  const url = `https://git.example.com/${key(repo)}`;
  return {
    url,
    cloneUrl: `${url}.git`,
    defaultBranch: 'main',
    isEmpty: files.size === 0,
  };
}
