/**
 * What can go wrong with a key or a signature.
 *
 * - `KEY_NOT_CONFIGURED`: no key of that name under `waybill.signing.keys`.
 * - `KEY_UNREADABLE`: the file, variable or secret is not there, or holds no private key.
 * - `KEY_UNSUPPORTED`: a key type, reference or encryption that Waybill does not know.
 * - `WRONG_PASSWORD`: the key is encrypted and the password does not open it.
 * - `CONFIG_INVALID`: the configuration of keys or policies says nothing usable.
 * - `IDENTITY_TOKEN_MISSING`: keyless, and nobody gives an OIDC token.
 * - `IDENTITY_TOKEN_INVALID`: what should be an OIDC token is none, or has expired.
 * - `UNREACHABLE`, `TIMEOUT`, `UNAVAILABLE`, `RATE_LIMITED`: a KMS or a service of keyless signing does not answer, or
 *   later perhaps.
 * - `UNAUTHORIZED`, `DENIED`, `NOT_FOUND`, `REFUSED`: it says no.
 * - `INVALID_ANSWER`: it says what no such service should.
 * - `TAG_CONFLICT`: others write signatures of the same digest all the time.
 * - `TAG_FOREIGN`: the tag for signatures holds something else.
 * - `TOO_MANY_SIGNATURES`: more than cosign reads.
 *
 * @public
 */
export type SigningErrorCode =
  | 'KEY_NOT_CONFIGURED'
  | 'KEY_UNREADABLE'
  | 'KEY_UNSUPPORTED'
  | 'WRONG_PASSWORD'
  | 'CONFIG_INVALID'
  | 'IDENTITY_TOKEN_MISSING'
  | 'IDENTITY_TOKEN_INVALID'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'NOT_FOUND'
  | 'REFUSED'
  | 'INVALID_ANSWER'
  | 'TAG_CONFLICT'
  | 'TAG_FOREIGN'
  | 'TOO_MANY_SIGNATURES';

/**
 * Names the key and what to do; never the key's content, its password or a token.
 *
 * @public
 */
export class SigningError extends Error {
  readonly name = 'SigningError';
  readonly code: SigningErrorCode;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  /** How long a service asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(options: {
    code: SigningErrorCode;
    message: string;
    cause?: unknown;
    isRetryable?: boolean;
    retryAfterMs?: number;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.isRetryable = options.isRetryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}
