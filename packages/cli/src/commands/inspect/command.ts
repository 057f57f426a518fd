import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { InspectCommandOptions } from './run';

export function inspectCommand(runner: CommandRunner): Command {
  const command = new Command('inspect')
    .summary('say what a package is and what is in it')
    .description(
      'Says what a package is: format, digest, size, layers, annotations. With --files also what is in it, without downloading its layers where the format allows it.',
    )
    .argument('<reference>', 'host/path:tag or host/path@digest')
    .option('--files', 'list the files');
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<InspectCommandOptions>(runner, runner.commands.inspect),
  );
}
