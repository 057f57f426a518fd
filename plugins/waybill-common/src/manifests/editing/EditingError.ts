/**
 * Why a repository's files are not edited. Whatever the code, nothing was changed.
 *
 * - `YAML_NOT_VALID`: no YAML, or YAML that two parsers read in two ways.
 * - `YAML_TABS`: indented with tabs.
 * - `YAML_DUPLICATE_KEY`: a key twice in one map.
 * - `YAML_TOO_LARGE`, `YAML_TOO_DEEP`, `YAML_ALIASES`: longer, deeper, or with more aliases than is looked at.
 * - `TOO_MANY_FILES`: more files than are looked at.
 * - `SHARED_VALUE`: an anchor, a merge key or a base by which something else would change as well.
 * - `TEMPLATED_VALUE`: written by a template (`{{ … }}`).
 * - `SUBSTITUTED_VALUE`: filled in from somewhere that is not in the repository (`${…}`).
 * - `ENCRYPTED_FILE`: encrypted with SOPS.
 * - `REMOTE_SOURCE`: decided in another repository or registry.
 * - `GENERATED_MANIFESTS`: decided by a program: a plugin, a chart, Jsonnet.
 * - `AMBIGUOUS_TARGET`: several places, and nothing says which is meant.
 * - `REFERENCE_NOT_FOUND`: nothing names the model there.
 * - `ENVIRONMENT_NOT_FOUND`: the repository has no such environment.
 * - `PATH_NOT_FOUND`: a file that another one names is not there.
 * - `NOT_PINNED`: a tag, or nothing, where a digest has to be.
 * - `FORM_NOT_SUPPORTED`: understood, but written in a way that is not edited.
 * - `EDIT_NOT_SAFE`: the edit would have changed more than it was to.
 *
 * @public
 */
export type EditingErrorCode =
  | 'YAML_NOT_VALID'
  | 'YAML_TABS'
  | 'YAML_DUPLICATE_KEY'
  | 'YAML_TOO_LARGE'
  | 'YAML_TOO_DEEP'
  | 'YAML_ALIASES'
  | 'TOO_MANY_FILES'
  | 'SHARED_VALUE'
  | 'TEMPLATED_VALUE'
  | 'SUBSTITUTED_VALUE'
  | 'ENCRYPTED_FILE'
  | 'REMOTE_SOURCE'
  | 'GENERATED_MANIFESTS'
  | 'AMBIGUOUS_TARGET'
  | 'REFERENCE_NOT_FOUND'
  | 'ENVIRONMENT_NOT_FOUND'
  | 'PATH_NOT_FOUND'
  | 'NOT_PINNED'
  | 'FORM_NOT_SUPPORTED'
  | 'EDIT_NOT_SAFE';

/** What stands in the way, and where. @public */
export interface EditingRefusal {
  readonly code: EditingErrorCode;
  /** File in the repository, where it is one file's fault. */
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/**
 * Thrown before anything is written.
 *
 * @public
 */
export class EditingError extends Error {
  readonly code: EditingErrorCode;
  readonly path?: string;
  readonly line?: number;
  /** All that stands in the way; the first is the error's own. */
  readonly refusals: readonly EditingRefusal[];

  constructor(refusal: EditingRefusal, others: readonly EditingRefusal[] = []) {
    super(formatRefusal(refusal));
    this.name = 'EditingError';
    this.code = refusal.code;
    this.path = refusal.path;
    this.line = refusal.line;
    this.refusals = [refusal, ...others];
  }
}

/**
 * `deploy/dev/model.yaml:7: what is wrong`.
 *
 * @public
 */
export function formatRefusal({ path, line, message }: EditingRefusal): string {
  if (path === undefined) return message;
  return `${path}${line === undefined ? '' : `:${line}`}: ${message}`;
}
