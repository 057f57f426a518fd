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
 *
 * @public
 */
export type ManifestErrorCode =
  | 'INVALID_NAME'
  | 'INVALID_OWNER'
  | 'NO_ENVIRONMENT'
  | 'NO_SIGNER'
  | 'NO_REPOSITORY'
  | 'FORMAT_NOT_TAKEN';

/**
 * Thrown by the builders of manifests before anything is written.
 *
 * @public
 */
export class ManifestError extends Error {
  readonly code: ManifestErrorCode;

  constructor(options: {
    readonly code: ManifestErrorCode;
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ManifestError';
    this.code = options.code;
  }
}
