import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { InspectCommandOptions } from './run';

export function inspectCommand(runner: CommandRunner): Command {
  const command = new Command('inspect')
    .summary('say what a package is and what is in it')
    .description(
      'Says what a package is, from its manifest alone. --files and --details look into it, without downloading its layers where the format allows it.',
    )
    .argument('<reference>', 'host/path:tag or host/path@digest')
    .option('--files', 'also layers and files')
    .option(
      '--details',
      'also licenses, base image, Kitfile, and what the headers of SafeTensors and GGUF files tell',
    );
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<InspectCommandOptions>(runner, runner.commands.inspect),
  );
}
