/**
 * What can go wrong with a key or a signature.
 *
 * - `KEY_NOT_CONFIGURED`: no key of that name under `waybill.signing.keys`.
 * - `KEY_UNREADABLE`: the file is not there or not a private key.
 * - `KEY_UNSUPPORTED`: a key type or encryption that Waybill does not know.
 * - `WRONG_PASSWORD`: the key is encrypted and the password does not open it.
 * - `CONFIG_INVALID`: the configuration of keys or policies says nothing usable.
 *
 * @public
 */
export type SigningErrorCode =
  | 'KEY_NOT_CONFIGURED'
  | 'KEY_UNREADABLE'
  | 'KEY_UNSUPPORTED'
  | 'WRONG_PASSWORD'
  | 'CONFIG_INVALID';

/**
 * Names the key and what to do; never the key's content or its password.
 *
 * @public
 */
export class SigningError extends Error {
  readonly name = 'SigningError';
  readonly code: SigningErrorCode;

  constructor(options: {
    code: SigningErrorCode;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
  }
}
