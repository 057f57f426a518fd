/**
 * What can be wrong with attesting.
 *
 * - `NOT_SIGNED`: the package has no signature as bundle. An attestation alone would hide its `.sig` from cosign and Flux,
 *   and pass for a signature there.
 * - `ATTESTATION_TOO_LARGE`: a statement larger than readers accept.
 * - `ATTESTATION_NOT_VALID`: what should be attested is no predicate.
 *
 * @public
 */
export type AttestationErrorCode =
  | 'NOT_SIGNED'
  | 'ATTESTATION_TOO_LARGE'
  | 'ATTESTATION_NOT_VALID';

/** @public */
export class AttestationError extends Error {
  readonly name = 'AttestationError';
  readonly code: AttestationErrorCode;

  constructor(options: {
    code: AttestationErrorCode;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
  }
}
