import type { Readable } from 'node:stream';

/** Where text goes, and what is known of who reads it. */
export interface OutputStream {
  readonly isTTY: boolean;
  /** Width of a terminal. */
  readonly columns?: number;
  write(text: string): void;
}

/** What surrounds a run of the command: all of it passed in, so that a test can be the terminal. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of arguments are meant from here. */
  readonly cwd: string;
  /** Milliseconds, for rates and intervals. */
  now(): number;
}
