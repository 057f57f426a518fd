import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { UnpackCommandOptions } from './run';

export function unpackCommand(runner: CommandRunner): Command {
  const command = new Command('unpack')
    .summary('write the files of a package to a folder')
    .description(
      'Writes the files of a package to a folder. Nothing is seen at its place before all of it has proved right, and nothing is written outside of the folder.',
    )
    .argument('<reference>', 'host/path:tag or host/path@digest')
    .option(
      '-d, --dir <directory>',
      'where to; made where it is not there',
      '.',
    )
    .option(
      '-f, --filter <filter>',
      'what of it, as kit unpack reads it for a modelkit or modelpack (model,datasets or docs:README.md), globs of paths for others; several are alternatives',
      (filter: string, previous: readonly string[] = []) => [
        ...previous,
        filter,
      ],
    )
    .option('-o, --overwrite', 'replace files that are there')
    .option('-i, --ignore-existing', 'leave files that are there as they are')
    .option('-n, --dry-run', 'list what is in it; write nothing');
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<UnpackCommandOptions>(runner, runner.commands.unpack),
  );
}
