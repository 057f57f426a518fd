import { Command } from 'commander';
import { version } from '../package.json';
import { completionCommand } from './commands/completion/command';
import { packCommand } from './commands/pack/command';
import { pushCommand } from './commands/push/command';
import type { CommandRunner } from './commands/startCommand';

/** The tree of commands, in the order of their use. */
export function createProgram(runner: CommandRunner): Command {
  const { stdout, stderr } = runner.terminal;
  const program = new Command('waybill')
    .description(
      'Packages machine-learning models, and moves them between folders and OCI registries.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpCommand(true)
    .showHelpAfterError('(waybill --help shows what there is)');
  for (const command of [packCommand, pushCommand, completionCommand])
    program.addCommand(command(runner));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
    });
  }
  return program;
}
