/** One value that is written anew. @public */
export interface PlannedEdit {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly field: string;
  /** Empty where the field is added. */
  readonly before: string;
  readonly after: string;
}

/** A file as it will be. @public */
export interface PlannedFile {
  readonly path: string;
  readonly before: string;
  readonly content: string;
}

/**
 * What is going to change in a repository. Applying it again to what it gives changes nothing.
 *
 * @public
 */
export interface EditPlan {
  /** Empty where the repository says all of it already. */
  readonly edits: readonly PlannedEdit[];
  readonly files: readonly PlannedFile[];
  /** Unified diff of all files, for people and `git apply`. */
  readonly diff: string;
  /** Environments that get the change. */
  readonly environments: readonly string[];
  /** What people should know before they say yes. */
  readonly notes: readonly string[];
}
