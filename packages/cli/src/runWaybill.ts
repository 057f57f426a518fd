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
    // Help and version end like this as well, with 0.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportFailure(
      signal.aborted ? signal.reason : error,
      args,
      terminal,
    );
  }
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
    const { code } = partsOf(error);
    const message = describeError(error);
    const document = { error: { code: code ?? 'FAILED', message, exitCode } };
    terminal.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  return exitCode;
}
