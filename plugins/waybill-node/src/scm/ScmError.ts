/**
 * Why a Git host did not do what was asked.
 *
 * - `NOT_CONFIGURED`: no integration for the host, or not of a kind that Waybill can write to.
 * - `INVALID_INPUT`: a name, URL or path that no Git host accepts; nothing was sent.
 * - `UNAUTHORIZED`: the credentials are wrong.
 * - `FORBIDDEN`: the credentials are right and do not allow it.
 * - `NOT_FOUND`: the repository, owner or branch does not exist or is hidden from us.
 * - `CONFLICT`: somebody else changed the same thing at the same time, again and again.
 * - `REJECTED`: the host understood and refused; its message says why.
 * - `UNAVAILABLE`: no connection, or the host says that it cannot answer now.
 * - `TIMEOUT`: no answer in time.
 * - `BAD_ANSWER`: an answer that is not what the API promises.
 *
 * @public
 */
export type ScmErrorCode =
  | 'NOT_CONFIGURED'
  | 'INVALID_INPUT'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'REJECTED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_ANSWER';

/** @public */
export class ScmError extends Error {
  readonly code: ScmErrorCode;
  /** Status of the host's answer, where there was one. */
  readonly status?: number;

  constructor(options: {
    readonly code: ScmErrorCode;
    readonly message: string;
    readonly status?: number;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ScmError';
    this.code = options.code;
    this.status = options.status;
  }
}
