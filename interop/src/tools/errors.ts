/** Why the programs cannot be had; each is its own exit code, so that a pipeline can tell them apart. */
export type ToolErrorCode =
  | 'GO_MISSING'
  | 'GO_TOO_OLD'
  | 'BUILD_FAILED'
  | 'MODULE_UNAVAILABLE';

const EXIT_CODES: Record<ToolErrorCode, number> = {
  GO_MISSING: 3,
  GO_TOO_OLD: 3,
  BUILD_FAILED: 4,
  MODULE_UNAVAILABLE: 4,
};

export class ToolError extends Error {
  readonly code: ToolErrorCode;

  constructor(options: {
    code: ToolErrorCode;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ToolError';
    this.code = options.code;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}
