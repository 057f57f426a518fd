import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** What the backend refuses, and why. */
export type WaybillErrorCode =
  | 'MODEL_NOT_FOUND'
  | 'NOT_A_MODEL'
  | 'ENVIRONMENT_NOT_FOUND'
  | 'POD_NOT_FOUND'
  | 'VERSION_NOT_FOUND'
  | 'FILE_TOO_LARGE'
  | 'UPLOAD_NOT_FOUND'
  | 'UPLOAD_MALFORMED'
  | 'UPLOAD_TOO_LARGE'
  | 'UPLOAD_STORE_FULL'
  | 'TOO_MANY_CHECKS'
  | 'TOO_MANY_PREVIEWS';

/** An error of the backend's own rules. */
export class WaybillError extends Error {
  override readonly name = 'WaybillError';
  readonly code: WaybillErrorCode;

  constructor(code: WaybillErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

type ErrorClass = new (message: string) => Error;

/** Codes of this package and of the adapters, as HTTP has them. Everything else is a 500 and a defect. */
const BY_CODE: Readonly<Record<string, ErrorClass>> = {
  MODEL_NOT_FOUND: NotFoundError,
  NOT_A_MODEL: InputError,
  ENVIRONMENT_NOT_FOUND: NotFoundError,
  POD_NOT_FOUND: NotFoundError,
  VERSION_NOT_FOUND: NotFoundError,
  UPLOAD_NOT_FOUND: NotFoundError,
  UPLOAD_MALFORMED: InputError,
  UPLOAD_STORE_FULL: ServiceUnavailableError,
};

const CLUSTER_CODES: Readonly<Record<string, ErrorClass>> = {
  NOT_FOUND: NotFoundError,
  // The portal's own rights are not the caller's: to them the cluster is not to be had.
  UNAUTHORIZED: ServiceUnavailableError,
  FORBIDDEN: ServiceUnavailableError,
  UNREACHABLE: ServiceUnavailableError,
  TIMEOUT: ServiceUnavailableError,
  REJECTED: InputError,
  TOO_LARGE: ConflictError,
  MALFORMED: ServiceUnavailableError,
};

/** What is wrong with a package is not the caller's doing, and the same request will fail again. */
const PACKAGE_CODES: Readonly<Record<string, ErrorClass>> = {
  FILE_NOT_FOUND: NotFoundError,
};

const REGISTRY_CODES: Readonly<Record<string, ErrorClass>> = {
  NOT_FOUND: NotFoundError,
};

const SCM_CODES: Readonly<Record<string, ErrorClass>> = {
  NOT_CONFIGURED: InputError,
  INVALID_INPUT: InputError,
  NOT_FOUND: NotFoundError,
  CONFLICT: ConflictError,
  REJECTED: ConflictError,
};

const TABLES: Readonly<
  Record<
    string,
    {
      readonly codes: Readonly<Record<string, ErrorClass>>;
      readonly other?: ErrorClass;
    }
  >
> = {
  WaybillError: { codes: BY_CODE },
  ClusterError: { codes: CLUSTER_CODES },
  PackagingError: { codes: PACKAGE_CODES, other: ConflictError },
  KitfileError: { codes: {}, other: ConflictError },
  // What somebody pushed under the names of signatures cannot be read as such.
  SigningError: { codes: {}, other: ConflictError },
  // The portal's own rights are not the caller's here either.
  RegistryError: { codes: REGISTRY_CODES, other: ServiceUnavailableError },
  ScmError: { codes: SCM_CODES, other: ServiceUnavailableError },
  InvalidReferenceError: { codes: {}, other: InputError },
  ManifestError: { codes: {}, other: InputError },
};

/** The one place where errors become what HTTP calls them. */
export function toHttpError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const code = String((error as { code?: unknown }).code);
  if (code === 'UPLOAD_TOO_LARGE' || code === 'FILE_TOO_LARGE') {
    return Object.assign(new NotAllowedError(error.message), {
      name: 'PayloadTooLargeError',
      statusCode: 413,
    });
  }
  if (code === 'TOO_MANY_CHECKS' || code === 'TOO_MANY_PREVIEWS') {
    return Object.assign(new ServiceUnavailableError(error.message), {
      name: 'TooManyRequestsError',
      statusCode: 429,
    });
  }
  const table = Object.hasOwn(TABLES, error.name)
    ? TABLES[error.name]
    : undefined;
  const Mapped = table?.codes[code] ?? table?.other;
  return Mapped ? new Mapped(error.message) : error;
}
