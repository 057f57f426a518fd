import type { Check } from './check';

export interface CheckTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs checks one after another and prints a line for each as it ends. */
export class CheckRunner {
  readonly #print: (line: string) => void;
  readonly #signal: AbortSignal;
  readonly #only?: string;
  readonly #failures: { name: string; error: unknown }[] = [];
  #passed = 0;
  #skipped = 0;

  constructor(options: {
    readonly print: (line: string) => void;
    readonly signal: AbortSignal;
    /** Only checks whose name holds this text. */
    readonly only?: string;
  }) {
    this.#print = options.print;
    this.#signal = options.signal;
    this.#only = options.only;
  }

  async runAll(checks: readonly Check[]): Promise<void> {
    for (const check of checks) {
      if (this.#only === undefined || check.name.includes(this.#only)) {
        await this.#run(check);
      }
    }
  }

  /** Something that other checks stand on could not be had. */
  fail(name: string, error: unknown): void {
    this.#failures.push({ name, error });
    this.#print(`failed   ${name}\n${indent(describe(error))}`);
  }

  /** Prints what checks found out together. */
  say(text: string): void {
    this.#print(text);
  }

  get totals(): CheckTotals {
    return {
      passed: this.#passed,
      failed: this.#failures.length,
      skipped: this.#skipped,
    };
  }

  /** Prints the failures again, where they are found without scrolling, and the one line that a pipeline reads. */
  printSummary(): void {
    if (this.#failures.length > 0) {
      this.#print('\nFailures:');
      for (const { name, error } of this.#failures) {
        this.#print(`- ${name}\n${indent(describe(error))}`);
      }
    }
    const { passed, failed, skipped } = this.totals;
    if (passed + failed === 0) {
      this.#print('\nNo check ran: that is a failure.');
    }
    this.#print(
      `\n${passed} passed, ${failed} failed${
        skipped > 0 ? `, ${skipped} skipped` : ''
      }`,
    );
  }

  get exitCode(): number {
    const { passed, failed } = this.totals;
    return failed > 0 || passed === 0 ? 1 : 0;
  }

  async #run(check: Check): Promise<void> {
    this.#signal.throwIfAborted();
    const started = Date.now();
    try {
      await check.run(this.#signal);
      this.#passed += 1;
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      this.#print(`ok       ${check.name} (${seconds} s)`);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof Error && error.name === 'SkippedError') {
        this.#skipped += 1;
        this.#print(`skipped  ${check.name}: ${error.message}`);
      } else {
        this.fail(check.name, error);
      }
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  // A mistake in the suite itself is told with its place, everything else in its own words.
  const isMistake = [
    'TypeError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
  ].includes(error.name);
  return isMistake ? error.stack ?? error.message : error.message;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `         ${line}`)
    .join('\n');
}
