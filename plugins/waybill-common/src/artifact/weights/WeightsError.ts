/**
 * What is wrong with a file of weights.
 *
 * - `NOT_SAFETENSORS`, `NOT_GGUF`: it begins like something else.
 * - `HEADER_TOO_LARGE`: its header is longer than anybody reads for a summary.
 * - `HEADER_NOT_VALID`: its header is not as the format has it.
 *
 * @public
 */
export type WeightsErrorCode =
  | 'NOT_SAFETENSORS'
  | 'NOT_GGUF'
  | 'HEADER_TOO_LARGE'
  | 'HEADER_NOT_VALID';

/** @public */
export class WeightsError extends Error {
  readonly name = 'WeightsError';
  readonly code: WeightsErrorCode;

  constructor(code: WeightsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
