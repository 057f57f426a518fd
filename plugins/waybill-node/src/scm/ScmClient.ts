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

/**
 * What Waybill does on a Git host. One implementation serves Gitea, Forgejo and the sandbox's remote.
 *
 * @public
 */
export interface ScmClient {
  /** @returns `undefined` where there is none (or it is hidden from us). */
  getRepository(
    repo: { readonly owner: string; readonly name: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<ScmRepository | undefined>;
  /** Creates a repository without a commit, or gives the one that is there; `isEmpty` tells whether it holds anything. */
  createRepository(
    repo: {
      readonly owner: string;
      readonly name: string;
      readonly description?: string;
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
}
