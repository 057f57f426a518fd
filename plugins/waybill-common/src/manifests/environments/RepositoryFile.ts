/** A text file of a Git repository. @public */
export interface RepositoryFile {
  /** `/`-separated, relative to the repository's root. */
  readonly path: string;
  readonly content: string;
}
