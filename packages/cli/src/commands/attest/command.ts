import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { addSignerOptions } from '../options/signerOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { AttestCommandOptions } from './run';

export function attestCommand(runner: CommandRunner): Command {
  const command = new Command('attest')
    .summary('say something of a package, signed')
    .description(
      'Attaches a signed statement to the digest of a package: where it comes from, what is in it, what its model card says. Without --predicate it is made of the package, and provenance of what GitHub Actions or GitLab tell of the job. Doing it again adds nothing.',
    )
    .argument('<reference>', 'host/path:tag or host/path@digest')
    .requiredOption(
      '-t, --type <type>',
      'slsaprovenance1, cyclonedx, spdxjson, model-card, or the URI of a predicate type',
    )
    .option('-p, --predicate <file>', 'what to say, a JSON object')
    .option(
      '--sign',
      'sign the package first where it is not: an attestation alone would pass for its signature',
    )
    .option('-n, --dry-run', 'print what would be said; send nothing');
  addSignerOptions(command);
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<AttestCommandOptions>(runner, runner.commands.attest),
  );
}
