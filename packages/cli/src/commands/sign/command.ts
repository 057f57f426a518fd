import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { addSignerOptions } from '../options/signerOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { SignCommandOptions } from './run';

export function signCommand(runner: CommandRunner): Command {
  const command = new Command('sign')
    .summary('sign a package, or the files of a model')
    .description(
      'Signs the digest of a package in both forms that tools look for: a Sigstore bundle as referrer, and a cosign .sig. Doing it again adds nothing. With --files the files of a folder are signed instead, as OpenSSF model signing does.',
    )
    .argument('[reference]', 'host/path:tag or host/path@digest')
    .option(
      '--files <directory>',
      'sign the files of this folder instead of a package',
    )
    .option(
      '-o, --output <file>',
      'where to, with --files (default: model.sig in the folder)',
    )
    .option(
      '-r, --recursive',
      'of an index, sign the image of each platform as well',
    )
    .option('-n, --dry-run', 'say what would be signed; send nothing');
  addSignerOptions(command);
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<SignCommandOptions>(runner, runner.commands.sign),
  );
}
