import type { Command } from 'commander';
import { createPaint } from '../terminal/colors';
import { createProgress } from '../terminal/progress';
import type { Terminal } from '../terminal/Terminal';
import type { CommandResult, RunCommand } from './CommandContext';
import type { Commands } from './lazyCommands';
import type { OutputOptions } from './options/outputOptions';

/** What the command tree needs to run its commands. */
export interface CommandRunner {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly commands: Commands;
  readonly onExit: (exitCode: number) => void;
}

/** Makes the action of a command. */
export function startCommand<TOptions extends OutputOptions>(
  { terminal, signal, onExit }: CommandRunner,
  load: () => Promise<{ readonly run: RunCommand<TOptions> }>,
): (this: Command) => Promise<void> {
  return async function action() {
    const options = this.opts<TOptions>();
    const { stderr } = terminal;
    const paint = createPaint(stderr, terminal.env);
    const progress = createProgress(terminal);
    try {
      const { run } = await load();
      const result = await run(
        {
          terminal,
          signal,
          onProgress: options.quiet ? () => {} : progress.report,
          note: line => {
            if (options.quiet) return;
            progress.clear();
            stderr.write(`${paint('dim', line)}\n`);
          },
        },
        this.args,
        options,
      );
      progress.clear();
      printResult(result, options, terminal);
      onExit(result.exitCode ?? 0);
    } finally {
      progress.clear();
    }
  };
}

function printResult(
  { document, lines, brief }: CommandResult,
  { json, quiet }: OutputOptions,
  { stdout }: Terminal,
): void {
  if (json) {
    stdout.write(`${JSON.stringify(document, withBigInts, 2)}\n`);
  } else if (quiet) {
    if (brief !== undefined) stdout.write(`${brief}\n`);
  } else if (lines.length > 0) {
    stdout.write(`${lines.join('\n')}\n`);
  }
}

/** Whole numbers of a Kitfile that would be rounded become texts. */
function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
