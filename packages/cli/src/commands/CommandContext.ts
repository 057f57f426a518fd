import path from 'node:path';
import type { PackageProgress } from '@waybill/backstage-plugin-waybill-node';
import type { Terminal } from '../terminal/Terminal';

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PackageProgress) => void;
  /** A remark on stderr; not with `--quiet`. */
  readonly note: (line: string) => void;
}

/** What a command has to say; how it is said depends on `--json` and `--quiet`. */
export interface CommandResult {
  /** The document of `--json`, with the shape that the reference documents. */
  readonly document: object;
  /** For people. */
  readonly lines: readonly string[];
  /** The one thing that a script asks for with `--quiet`. */
  readonly brief?: string;
  readonly exitCode?: number;
}

export type RunCommand<TOptions> = (
  context: CommandContext,
  args: readonly string[],
  options: TOptions,
) => Promise<CommandResult>;

/** A path of the command line, from where the command was called. */
export function resolvePath(context: CommandContext, text: string): string {
  return path.resolve(context.terminal.cwd, text);
}
