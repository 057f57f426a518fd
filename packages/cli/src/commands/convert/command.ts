import { Command, Option } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { FORMATS, collectAnnotation } from '../options/packageOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { ConvertCommandOptions } from './run';

export function convertCommand(runner: CommandRunner): Command {
  const command = new Command('convert')
    .summary('make a package of another format')
    .description(
      'Makes a package of another format from one in a registry. Its files are passed on while they come and are never on this disk; layers that are equal are not sent again. It is another digest: signatures do not go along.',
    )
    .argument('<source>', 'what: host/path:tag or host/path@digest')
    .argument('<destination>', 'where to: host/path:tag')
    .addOption(
      new Option('--format <format>', 'form of the new package')
        .choices(FORMATS)
        .makeOptionMandatory(),
    )
    .option(
      '-f, --file <file>',
      "Kitfile of a modelkit or modelpack (default: the source's)",
    )
    .option('--base <reference>', 'image below a modelcar, host/path@digest')
    .option(
      '--platform <os/arch>',
      'platform of a modelcar (default: linux/amd64); given again, an index for several',
      (platform: string, previous: readonly string[] = []) => [
        ...previous,
        platform,
      ],
    )
    .option('--artifact-type <type>', 'media type of an artifact')
    .option(
      '-a, --annotation <key=value>',
      'annotation of the manifest, beside those of the source; can be given again',
      collectAnnotation,
    )
    .option(
      '-n, --dry-run',
      'say what would come out of it, digest and all; send nothing',
    );
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<ConvertCommandOptions>(runner, runner.commands.convert),
  );
}
