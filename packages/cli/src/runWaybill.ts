import { CommanderError } from 'commander';
import { describeCauses, describeError, partsOf } from './errors/describeError';
import { ExitCode, exitCodeOf } from './errors/exitCodes';
import { createProgram } from './program';
import type { CommandRunner } from './commands/startCommand';
import { createPaint } from './terminal/colors';
import type { Terminal } from './terminal/Terminal';

/**
 * Runs one command line.
 *
 * @returns what the process ends with
 */
export async function runWaybill(
  args: readonly string[],
  {
    terminal,
    signal,
    commands,
  }: Pick<CommandRunner, 'terminal' | 'signal' | 'commands'>,
): Promise<number> {
  let exitCode: number = ExitCode.ok;
  const program = createProgram({
    terminal,
    signal,
    commands,
    onExit: code => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return endOfParsing(error, args, terminal);
    return reportFailure(
      signal.aborted ? signal.reason : error,
      args,
      terminal,
    );
  }
}

/** Help and version end like this, and a command line that makes no sense: all of it was said already. */
function endOfParsing(
  error: CommanderError,
  args: readonly string[],
  terminal: Terminal,
): number {
  if (error.exitCode === 0) return ExitCode.ok;
  const message = error.message.replace(/^error: /, '');
  if (args.includes('--json'))
    printFailure(terminal, {
      code: 'USAGE',
      message,
      exitCode: ExitCode.usage,
    });
  return ExitCode.usage;
}

function printFailure(
  { stdout }: Terminal,
  error: {
    readonly code: string;
    readonly message: string;
    readonly exitCode: number;
  },
): void {
  stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}

function reportFailure(
  error: unknown,
  args: readonly string[],
  terminal: Terminal,
): number {
  const paint = createPaint(terminal.stderr, terminal.env);
  const exitCode = exitCodeOf(error);
  terminal.stderr.write(`${paint('red', 'error:')} ${describeError(error)}\n`);
  if (args.includes('--verbose'))
    for (const line of describeCauses(error))
      terminal.stderr.write(`  ${line}\n`);
  if (args.includes('--json')) {
    const { code = 'FAILED' } = partsOf(error);
    printFailure(terminal, { code, message: describeError(error), exitCode });
  }
  return exitCode;
}
