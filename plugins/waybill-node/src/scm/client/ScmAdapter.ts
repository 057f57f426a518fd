import type { ScmListedFile, ScmRepository, ScmVisibility } from '../ScmClient';
import type { OwnerDepth } from '../repositoryUrl';
import type { Repo } from './Repo';

/** @internal */
export interface AdapterOptions {
  readonly signal?: AbortSignal;
}

/** @internal */
export interface AdapterRepository extends ScmRepository {
  /** Nothing can be written to it. */
  readonly isArchived?: boolean;
}

/** A file as it is. @internal */
export interface FoundFile {
  readonly bytes: Buffer;
  /** What the host wants to be told when the file is replaced: a blob, or the file's last commit. */
  readonly id?: string;
  /** The commit that wrote it, or that it was read from. */
  readonly commit?: string;
}

/** @internal */
export interface AdapterListedFile extends ScmListedFile {
  /** Git's id of the blob, where the host tells it. */
  readonly blob?: string;
}

/** One file of a commit to be made. @internal */
export interface FileChange {
  readonly path: string;
  readonly bytes: Buffer;
  /** What stands there now. */
  readonly current?: FoundFile;
}

/** A commit to be made. @internal */
export interface CommitPlan {
  readonly repository: AdapterRepository;
  readonly branch: string;
  /** Head of the branch; absent where the branch does not exist. */
  readonly head?: string;
  /** What the commit comes on top of; absent in an empty repository. */
  readonly parent?: { readonly commit: string; readonly branch: string };
  readonly message: string;
  readonly changes: readonly FileChange[];
}

/** @internal */
export interface PullRequest {
  readonly number: number;
  readonly url: string;
}

/** @internal */
export interface PullRequestChange {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** @internal */
export interface NewRepository extends Repo {
  readonly description?: string;
  readonly visibility?: ScmVisibility;
}

/** A file by its path; `ref` is a branch, tag or commit, the default branch where absent. @internal */
export interface FileQuery {
  readonly path: string;
  readonly ref?: string;
}

/** @internal */
export interface ListQuery {
  readonly commit: string;
  readonly under?: string;
  readonly maxFiles: number;
}

/** @internal */
export interface ListedFiles {
  readonly files: readonly AdapterListedFile[];
  readonly isTruncated: boolean;
}

/**
 * What differs between Git hosts: one request or few for each method. The order of things (read, compare, write, try
 * again) is the same for all and lives in {@link HostScmClient}.
 *
 * @internal
 */
export interface ScmAdapter {
  /** `GitHub` */
  readonly kind: string;
  readonly host: string;
  /** Key of the configuration: `integrations.github` */
  readonly integration: string;
  /** How many parts, separated by slashes, an owner has. */
  readonly ownerDepth: OwnerDepth;
  getRepository(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined>;
  /** @returns `undefined` where there is one of that name already */
  createRepository(
    repo: NewRepository,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined>;
  /** @returns the commit at the head of a branch */
  findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined>;
  /** @returns the commit that a branch, a tag or a commit's id names */
  findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined>;
  findFile(
    repo: Repo,
    file: FileQuery,
    options: AdapterOptions,
  ): Promise<FoundFile | undefined>;
  /**
   * Makes the commit; one attempt.
   *
   * @throws ScmError `CONFLICT` where somebody was quicker and it is worth trying again
   */
  commit(
    repo: Repo,
    plan: CommitPlan,
    options: AdapterOptions,
  ): Promise<string>;
  /** About `maxFiles` regular files at most, in any order. */
  listFiles(
    repo: Repo,
    query: ListQuery,
    options: AdapterOptions,
  ): Promise<ListedFiles>;
  /** Bytes of a file that was listed. */
  readListed(
    repo: Repo,
    file: AdapterListedFile & { readonly commit: string },
    options: AdapterOptions,
  ): Promise<Buffer>;
  /** @returns the open one */
  findPullRequest(
    repo: Repo,
    change: Pick<PullRequestChange, 'head' | 'base'>,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined>;
  /** @returns `undefined` where one is open already */
  createPullRequest(
    repo: Repo,
    change: PullRequestChange,
    options: AdapterOptions,
  ): Promise<PullRequest | undefined>;
  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string;
}
