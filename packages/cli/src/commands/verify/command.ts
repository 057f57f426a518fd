import { Command } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { VerifyCommandOptions } from './run';

const collect = (value: string, previous: readonly string[] = []) => [
  ...previous,
  value,
];

export function verifyCommand(runner: CommandRunner): Command {
  const command = new Command('verify')
    .summary('say whether a package, or the files of a model, may be trusted')
    .description(
      'Verifies the signatures and attestations of a package as its registry holds them now, by the keys and identities that are given. Ends with 0 for verified and nothing else: with 3 for untrusted or unsigned, with 6 where it cannot be known.',
    )
    .argument('[reference]', 'host/path:tag or host/path@digest')
    .option(
      '-k, --key <reference>',
      'public key: a file, env://VARIABLE, hashivault://key or k8s://namespace/secret; can be given again, one is enough',
      collect,
    )
    .option(
      '--certificate-identity <subject>',
      'who may sign without a key: e-mail address or URI, * for a part between slashes, ** for several',
    )
    .option(
      '--certificate-oidc-issuer <url>',
      'who must vouch for that identity',
    )
    .option(
      '--trusted-root <file>',
      'trusted_root.json of a private Sigstore (default: public-good, by TUF)',
    )
    .option('--require-log', 'a transparency log must have the signature')
    .option('--require-timestamp', 'a timestamp authority must prove its time')
    .option(
      '--require-attestation <type>',
      'must be attested as well: slsaprovenance1, cyclonedx, spdxjson, model-card or a URI; can be given again',
      collect,
    )
    .option(
      '--policy <file>',
      'trust policies in place of all that, as waybill.verification of the portal',
    )
    .option(
      '--files <directory>',
      'verify the files of this folder instead of a package',
    )
    .option(
      '--signature <file>',
      'of the files (default: model.sig in their folder)',
    );
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<VerifyCommandOptions>(runner, runner.commands.verify),
  );
}
