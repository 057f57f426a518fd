import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addPackageOptions } from '../options/packageOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { PushCommandOptions } from './run';

export function pushCommand(runner: CommandRunner): Command {
  const command = new Command('push')
    .summary('package a folder and send it to a registry')
    .description(
      'Packages a folder and sends it to a registry in one pass: nothing is written to the disk, and the tag is the last thing that is written. A tag that names something else already is refused.',
    )
    .argument('<directory>', 'folder with the files of the model')
    .argument('<reference>', 'where to: host/path:tag')
    .option(
      '-n, --dry-run',
      'read the files and say what would be sent; send nothing',
    );
  addPackageOptions(command);
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<PushCommandOptions>(runner, runner.commands.push),
  );
}
