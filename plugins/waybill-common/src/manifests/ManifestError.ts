/**
 * Why a builder of manifests refused its input.
 *
 * - `INVALID_NAME`: a name that Kubernetes, OCI or the catalog forbids.
 * - `INVALID_VERSION`: a version that is no semver tag; `latest` is one of them.
 * - `INVALID_REPOSITORY`: not `host/path` of an OCI repository.
 * - `UNPINNED`: a model that is not pinned by digest.
 * - `INVALID_OWNER`: not an entity reference.
 * - `NO_ENVIRONMENT`: nothing to declare for.
 *
 * @public
 */
export type ManifestErrorCode =
  | 'INVALID_NAME'
  | 'INVALID_VERSION'
  | 'INVALID_REPOSITORY'
  | 'UNPINNED'
  | 'INVALID_OWNER'
  | 'NO_ENVIRONMENT';

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
