import { Readable } from 'node:stream';
import type { OutputStream, Terminal } from '../terminal/Terminal';

export class FakeStream implements OutputStream {
  text = '';

  constructor(readonly isTTY: boolean, readonly columns?: number) {}

  write(text: string): void {
    this.text += text;
  }
}

/** A terminal that remembers what was written to it, with a clock that a test moves. */
export class FakeTerminal implements Terminal {
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** How far the clock goes on each time that it is read. */
  tickMs = 0;
  private nowMs = 0;

  constructor(
    options: {
      readonly isTTY?: boolean;
      readonly columns?: number;
      readonly stdin?: string;
      readonly isStdinTTY?: boolean;
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
    } = {},
  ) {
    const { isTTY = false, columns } = options;
    this.stdout = new FakeStream(isTTY, columns);
    this.stderr = new FakeStream(isTTY, columns);
    this.stdin = Object.assign(
      Readable.from(options.stdin === undefined ? [] : [options.stdin]),
      { isTTY: options.isStdinTTY },
    );
    this.env = options.env ?? {};
    this.cwd = options.cwd ?? '/';
  }

  now(): number {
    this.nowMs += this.tickMs;
    return this.nowMs;
  }

  pass(ms: number): void {
    this.nowMs += ms;
  }
}
