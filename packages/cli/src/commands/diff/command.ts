import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { DiffCommandOptions } from './run';

export function diffCommand(runner: CommandRunner): Command {
  const command = new Command('diff')
    .summary('compare two packages file by file')
    .description(
      'Compares two packages file by file, whatever their formats, and their Kitfiles and annotations. What digests tell apart is not received.',
    )
    .argument('<before>', 'host/path:tag or host/path@digest')
    .argument('<after>', 'host/path:tag or host/path@digest')
    .option('--exit-code', 'end with 1 where they differ');
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<DiffCommandOptions>(runner, runner.commands.diff),
  );
}
