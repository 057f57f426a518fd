/** A file to be written; `content` is text in UTF-8. @public */
export interface ScmFile {
  readonly path: string;
  readonly content: string;
}

/** A repository on a Git host. @public */
export interface ScmRepository {
  /** `https://git.example.com/ml/iris` as a browser opens it. */
  readonly url: string;
  /** `https://git.example.com/ml/iris.git` */
  readonly cloneUrl: string;
  readonly defaultBranch: string;
  /** No commit has been made yet. */
  readonly isEmpty: boolean;
}

/** Who may see a repository that is created. @public */
export type ScmVisibility = 'private' | 'internal' | 'public';

/** One file of a listing. @public */
export interface ScmListedFile {
  readonly path: string;
  /** Absent where the host does not tell it (GitLab, Bitbucket Server, Azure DevOps). */
  readonly sizeBytes?: number;
}

/** The files of one commit. @public */
export interface ScmFileList {
  readonly commit: string;
  /** In the order of their paths; links and submodules are left out. */
  readonly files: readonly ScmListedFile[];
  /** There are more: the host, or Waybill's own bound, cut the list off. */
  readonly isTruncated: boolean;
}

/** Text files of one commit. @public */
export interface ScmTree {
  readonly commit: string;
  readonly files: readonly ScmFile[];
  /** There are more files that were wanted: a bound was reached. */
  readonly isTruncated: boolean;
  /** Wanted, and not text of a readable size. */
  readonly skipped: readonly {
    readonly path: string;
    readonly reason: 'not-text' | 'too-large';
  }[];
}

/**
 * What Waybill does on a Git host, with the same words for all of them.
 *
 * `owner` is what stands before the name: an organisation or user (GitHub, Gitea, Forgejo), a group with its parents
 * (GitLab: `acme/ml`), a workspace (Bitbucket Cloud), a project key (Bitbucket Server), an organisation with a project
 * (Azure DevOps: `acme/ml`).
 *
 * @public
 */
export interface ScmClient {
  /** @returns `undefined` where there is none (or it is hidden from us). */
  getRepository(
    repo: { readonly owner: string; readonly name: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<ScmRepository | undefined>;
  /**
   * Creates a repository without a commit, or gives the one that is there; `isEmpty` tells whether it holds anything.
   * Private unless `visibility` says otherwise, as far as the host decides that for each repository; Gitea follows its
   * own setting where none is given.
   */
  createRepository(
    repo: {
      readonly owner: string;
      readonly name: string;
      readonly description?: string;
      readonly visibility?: ScmVisibility;
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<ScmRepository>;
  /**
   * Writes files to a branch in one commit (creating the branch from the default one where it does not exist).
   * Writing what is already there makes no commit and gives the head of the branch.
   */
  commitFiles(
    repo: { readonly owner: string; readonly name: string },
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly commit: string }>;
  readFile(
    repo: { readonly owner: string; readonly name: string },
    file: { readonly path: string; readonly ref?: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<
    { readonly content: string; readonly commit?: string } | undefined
  >;
  /**
   * Lists the files of a branch, tag or commit (the default branch where absent).
   *
   * @param query - `under`: a folder; no folder of that name gives no files
   * @throws ScmError `NOT_FOUND` where there is no such repository or ref, or no commit yet
   */
  listFiles(
    repo: { readonly owner: string; readonly name: string },
    query?: {
      readonly ref?: string;
      readonly under?: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<ScmFileList>;
  /**
   * Reads text files of a branch, tag or commit: at most 5,000, at most 1 MiB each, 64 MiB together.
   *
   * @param query - `include`: whether a path is wanted; asked before anything of the file is read
   * @throws ScmError as {@link ScmClient.listFiles}
   */
  readTree(
    repo: { readonly owner: string; readonly name: string },
    query: {
      readonly ref?: string;
      readonly under?: string;
      readonly include: (path: string) => boolean;
      readonly signal?: AbortSignal;
    },
  ): Promise<ScmTree>;
  /** Opens a pull request (merge request); where one from `head` to `base` is open, that one is given. */
  openPullRequest(
    repo: { readonly owner: string; readonly name: string },
    change: {
      readonly head: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly number: number; readonly url: string }>;
  /** Where a browser (and the catalog) finds a file of a repository. */
  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string;
}
