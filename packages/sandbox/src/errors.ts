/** What may go wrong with the sandbox as a whole (registry and Git answers have their own codes). */
export type SandboxErrorCode =
  | 'PORT_BUSY'
  | 'PORT_REFUSED'
  | 'STATE_IN_USE'
  | 'STATE_INVALID'
  | 'GIT_UNAVAILABLE'
  | 'GIT_FAILED'
  | 'NOT_RUNNING'
  | 'FAULT_UNKNOWN'
  | 'INPUT_INVALID';

/** The one error class of this package: the message says what failed, on which object, and what to do next. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(options: {
    code: SandboxErrorCode;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'SandboxError';
    this.code = options.code;
  }
}
