/**
 * Why something cannot be imported.
 *
 * - `SOURCE_INVALID`: a text that names nothing that can be imported.
 * - `CONFIG_INVALID`: `waybill.huggingFace` or `waybill.imports` says nothing usable.
 * - `NOT_FOUND`, `REVISION_NOT_FOUND`: no such repository or file, or it is private; no such branch, tag or commit.
 * - `UNAUTHORIZED`, `DENIED`: no or a wrong token; not allowed.
 * - `GATED`: its owner wants to be asked first.
 * - `RATE_LIMITED`, `UNAVAILABLE`, `UNREACHABLE`: later perhaps.
 * - `INVALID_ANSWER`: the server answered something that it should not, such as HTML in place of JSON.
 * - `HOST_NOT_ALLOWED`: a host that configuration does not allow, or an address that is not public.
 * - `TOO_LARGE`, `TOO_MANY_FILES`: more than an import may be.
 * - `NOTHING_TO_IMPORT`: no file, or none left by `include` and `ignore`.
 * - `SIZE_UNKNOWN`: the server does not say how large a file is.
 * - `SIZE_MISMATCH`, `DIGEST_MISMATCH`: the bytes are not those that were announced.
 * - `FILE_CHANGED`: a file is gone or is another one than when the import was planned.
 * - `LFS_POINTER`: Git holds a pointer in the place of the file.
 * - `GIT_MISSING`: the program git is not installed.
 * - `REFUSED`: any other answer of 4xx.
 *
 * @public
 */
export type ImportErrorCode =
  | 'SOURCE_INVALID'
  | 'CONFIG_INVALID'
  | 'NOT_FOUND'
  | 'REVISION_NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'GATED'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'UNREACHABLE'
  | 'INVALID_ANSWER'
  | 'HOST_NOT_ALLOWED'
  | 'TOO_LARGE'
  | 'TOO_MANY_FILES'
  | 'NOTHING_TO_IMPORT'
  | 'SIZE_UNKNOWN'
  | 'SIZE_MISMATCH'
  | 'DIGEST_MISMATCH'
  | 'FILE_CHANGED'
  | 'LFS_POINTER'
  | 'GIT_MISSING'
  | 'REFUSED';

/** An import that cannot be planned or did not end well; says what to do next, and never a secret. @public */
export class ImportError extends Error {
  readonly name = 'ImportError';
  readonly code: ImportErrorCode;
  readonly status?: number;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(options: {
    code: ImportErrorCode;
    message: string;
    status?: number;
    isRetryable?: boolean;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.isRetryable = options.isRetryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}
