import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addPackageOptions } from '../options/packageOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { ImportCommandOptions } from './run';

const collect = (value: string, previous: readonly string[] = []) => [
  ...previous,
  value,
];

export function importCommand(runner: CommandRunner): Command {
  const command = new Command('import')
    .summary(
      'package a model from a hub, a web server, a registry or a Git repository',
    )
    .description(
      'Packages a model that is elsewhere, and sends it to a registry: its files are passed on while they come and are never on this disk, but those of a Git repository, which the program git fetches into a temporary folder. License, size and files are shown first. HF_TOKEN is the account at the hub, HF_ENDPOINT another hub than huggingface.co.',
    )
    .argument(
      '<source>',
      'hf://org/name[@revision], https://host/file, oci://host/path:tag or git+https://host/repository//folder?ref=revision',
    )
    .argument('<reference>', 'where to: host/path:tag')
    .option('-y, --yes', 'do not ask')
    .option(
      '--include <glob>',
      'only files like this; can be given again',
      collect,
    )
    .option(
      '--ignore <glob>',
      'no files like this; can be given again',
      collect,
    )
    .option('--keep-pickles', 'also pickles that are there as SafeTensors')
    .option('-n, --dry-run', 'say what would be imported; send nothing');
  addPackageOptions(command);
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<ImportCommandOptions>(runner, runner.commands.import),
  );
}
