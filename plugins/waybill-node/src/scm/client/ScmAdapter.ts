import type { ScmListedFile, ScmRepository, ScmVisibility } from '../ScmClient';
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
  readonly ownerDepth: { readonly min: number; readonly max: number };
  getRepository(
    repo: Repo,
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined>;
  /** @returns `undefined` where there is one of that name already */
  createRepository(
    repo: Repo & {
      readonly description?: string;
      readonly visibility?: ScmVisibility;
    },
    options: AdapterOptions,
  ): Promise<AdapterRepository | undefined>;
  /** @returns the commit at the head of a branch */
  findBranch(
    repo: Repo,
    branch: string,
    options: AdapterOptions,
  ): Promise<string | undefined>;
  /** @returns the commit that a branch, a tag or (a part of) a commit's id names */
  findCommit(
    repo: Repo,
    ref: string,
    options: AdapterOptions,
  ): Promise<string | undefined>;
  /** @param file - `ref`: branch, tag or commit; the default branch where absent */
  findFile(
    repo: Repo,
    file: { readonly path: string; readonly ref?: string },
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
  /** At most `maxFiles` regular files, in any order. */
  listFiles(
    repo: Repo,
    query: {
      readonly commit: string;
      readonly under?: string;
      readonly maxFiles: number;
    },
    options: AdapterOptions,
  ): Promise<{
    readonly files: readonly AdapterListedFile[];
    readonly isTruncated: boolean;
  }>;
  /** Bytes of a file that was listed. */
  readListed(
    repo: Repo,
    file: AdapterListedFile & { readonly commit: string },
    options: AdapterOptions,
  ): Promise<Buffer>;
  /** @returns the open one */
  findPullRequest(
    repo: Repo,
    change: { readonly head: string; readonly base: string },
    options: AdapterOptions,
  ): Promise<PullRequest | undefined>;
  /** @returns `undefined` where one is open already */
  createPullRequest(
    repo: Repo,
    change: {
      readonly head: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    },
    options: AdapterOptions,
  ): Promise<PullRequest | undefined>;
  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string;
}
