/** One thing that is proven, alone: it brings what it needs and leaves nothing that another check would trip over. */
export interface Check {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** Thrown by a check whose means are missing on this machine; the reason is printed. */
export class SkippedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SkippedError';
  }
}

/** Thrown by a check whose expectation is not met. */
export class CheckFailedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CheckFailedError';
  }
}

export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new CheckFailedError(message);
  }
}

export function expectEqual<T>(actual: T, expected: T, what: string): void {
  const [is, want] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== want) {
    throw new CheckFailedError(
      `${what}\n  is        ${is}\n  should be ${want}`,
    );
  }
}
