/**
 * Why a cluster could not be read.
 *
 * - `CONFIGURATION`: the cluster's configuration cannot be used.
 * - `UNREACHABLE`: no connection, or it broke.
 * - `TIMEOUT`: connected, and silent for too long.
 * - `UNAUTHORIZED`: the token was not accepted (401).
 * - `FORBIDDEN`: the token may not do this (403).
 * - `NOT_FOUND`: the API server does not have it (404): an object, or a kind that it does not serve.
 * - `EXPIRED`: the resourceVersion or page token is too old (410).
 * - `TOO_LARGE`: the answer is larger than Waybill accepts.
 * - `MALFORMED`: the answer is not what a Kubernetes API server says.
 * - `REJECTED`: any other refusal.
 *
 * @public
 */
export type ClusterErrorCode =
  | 'CONFIGURATION'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'EXPIRED'
  | 'TOO_LARGE'
  | 'MALFORMED'
  | 'REJECTED';

/**
 * A cluster could not be read. The message says which cluster, what was asked and what to do; it never holds a token.
 *
 * @public
 */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterErrorCode;
  /** Name of the cluster in configuration. */
  readonly cluster: string;
  /** HTTP status, where the API server gave one. */
  readonly status?: number;

  constructor(options: {
    code: ClusterErrorCode;
    cluster: string;
    message: string;
    status?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.cluster = options.cluster;
    this.status = options.status;
  }
}

/**
 * Narrows by name, since two copies of this package may meet in one process.
 *
 * @public
 */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && error.name === 'ClusterError';
}
