/**
 * What can be wrong with what verification is set up with. What is wrong with a signature is no error: the verdict
 * says it.
 *
 * - `CONFIG_INVALID`: `waybill.verification` says nothing usable.
 * - `KEY_UNREADABLE`: the file of a public key cannot be read.
 * - `TRUST_ROOT_UNAVAILABLE`: the trust root cannot be had: its file or its mirror is away, or it is none.
 *
 * @public
 */
export type VerificationErrorCode =
  | 'CONFIG_INVALID'
  | 'KEY_UNREADABLE'
  | 'TRUST_ROOT_UNAVAILABLE';

/**
 * Names the policy, key or trust root, and what to do.
 *
 * @public
 */
export class VerificationError extends Error {
  readonly name = 'VerificationError';
  readonly code: VerificationErrorCode;

  constructor(options: {
    readonly code: VerificationErrorCode;
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
  }
}
