import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { CopyCommandOptions } from './run';

export function copyCommand(runner: CommandRunner): Command {
  const command = new Command('copy')
    .summary('copy a package to another repository or registry')
    .description(
      'Copies a package with everything that it consists of and what is attached to it, byte by byte: digests and signatures stay good. Within a registry nothing is sent.',
    )
    .argument('<source>', 'what: host/path:tag or host/path@digest')
    .argument(
      '<destination>',
      'where to: host/path:tag; without a tag the tag of the source',
    )
    .option(
      '--platform <os/arch>',
      'of an index only the image for this platform; can be given again',
      (platform, previous: readonly string[] = []) => [...previous, platform],
    )
    .option('--no-referrers', 'leave out signatures and attestations')
    .option('-n, --dry-run', 'say what would be copied; send nothing');
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<CopyCommandOptions>(runner, runner.commands.copy),
  );
}
