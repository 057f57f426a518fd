/**
 * What can be wrong with how the command was called.
 *
 * - `USAGE`: arguments that do not fit together.
 * - `FILE_UNREADABLE`: a file that an option names.
 * - `FILE_UNWRITABLE`: a file that cannot be written.
 * - `OUTPUT_NOT_EMPTY`: a folder to write to that has something in it.
 * - `NOT_CONFIRMED`: a question was answered with no, or could not be asked.
 * - `INTERRUPTED`: a signal ended the run.
 */
export type CliErrorCode =
  | 'USAGE'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'OUTPUT_NOT_EMPTY'
  | 'NOT_CONFIRMED'
  | 'INTERRUPTED';

export class CliError extends Error {
  readonly name = 'CliError';
  readonly code: CliErrorCode;
  /** Instead of the one that belongs to the code. */
  readonly exitCode?: number;

  constructor(options: {
    code: CliErrorCode;
    message: string;
    exitCode?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.exitCode = options.exitCode;
  }
}
