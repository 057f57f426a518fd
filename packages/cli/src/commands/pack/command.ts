import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addPackageOptions } from '../options/packageOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { PackCommandOptions } from './run';

export function packCommand(runner: CommandRunner): Command {
  const command = new Command('pack')
    .summary('say what a package of a folder is, without sending it')
    .description(
      'Determines the package of a folder, its files, layers and digests, and sends nothing. The same files give the same digest on any machine.',
    )
    .argument('<directory>', 'folder with the files of the model')
    .option(
      '-o, --output <directory>',
      'write the package there, as an OCI image layout',
    );
  addPackageOptions(command);
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<PackCommandOptions>(runner, runner.commands.pack),
  );
}
