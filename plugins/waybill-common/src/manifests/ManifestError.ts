/**
 * Why a builder of manifests refused its input. A name, version, repository or digest that breaks its grammar is an
 * `InvalidReferenceError` instead.
 *
 * - `INVALID_NAME`: a name that Kubernetes forbids.
 * - `INVALID_OWNER`: not an entity reference.
 * - `NO_ENVIRONMENT`: nothing to declare for.
 * - `NO_SIGNER`: a trust policy without keys and identities, or with too many.
 * - `NO_REPOSITORY`: a trust policy that speaks of no repository.
 * - `FORMAT_NOT_TAKEN`: a format that no storage container is for.
 * - `INVALID_VALUE`: a value that breaks its grammar or its bounds.
 * - `UNKNOWN_RUNTIME`, `UNKNOWN_FORMAT`: a runtime or model format that nobody serves.
 * - `NOT_PINNED`: a tag where a digest has to be.
 * - `IGNORED_FIELD`: something that the cluster would take and silently ignore.
 * - `CONFLICT`: two parts of the declaration that exclude each other.
 * - `MISSING`: something that another part of the declaration needs.
 *
 * @public
 */
export type ManifestErrorCode =
  | 'INVALID_NAME'
  | 'INVALID_OWNER'
  | 'NO_ENVIRONMENT'
  | 'NO_SIGNER'
  | 'NO_REPOSITORY'
  | 'FORMAT_NOT_TAKEN'
  | 'INVALID_VALUE'
  | 'UNKNOWN_RUNTIME'
  | 'UNKNOWN_FORMAT'
  | 'NOT_PINNED'
  | 'IGNORED_FIELD'
  | 'CONFLICT'
  | 'MISSING';

/**
 * Thrown by the builders of manifests before anything is written.
 *
 * @public
 */
export class ManifestError extends Error {
  readonly code: ManifestErrorCode;
  /** Path of the field of the input that has to change, where there is one. */
  readonly field?: string;

  constructor(options: {
    readonly code: ManifestErrorCode;
    readonly field?: string;
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ManifestError';
    this.code = options.code;
    this.field = options.field;
  }
}
