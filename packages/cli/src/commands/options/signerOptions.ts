import { Option, type Command } from 'commander';

export interface SignerOptions {
  readonly key?: string;
  readonly keyless?: boolean;
  readonly fulcioUrl?: string;
  readonly rekorUrl?: string;
  readonly rekorVersion?: '1' | '2';
  readonly timestampUrl?: string;
  readonly identityTokenFile?: string;
}

/** Who signs: the same for each command that does. */
export function addSignerOptions(command: Command): Command {
  return command
    .option(
      '-k, --key <reference>',
      'private key: a file, env://VARIABLE, hashivault://key or k8s://namespace/secret; its password is COSIGN_PASSWORD, or asked for on a terminal',
    )
    .option(
      '--keyless',
      'sign with an identity in place of a key: a short certificate in return for the OIDC token of the pipeline',
    )
    .option(
      '--identity-token-file <file>',
      'OIDC token for --keyless (default: of GitHub Actions, or SIGSTORE_ID_TOKEN)',
    )
    .option(
      '--fulcio-url <url>',
      'authority that gives the certificate (default: public-good)',
    )
    .option(
      '--rekor-url <url>',
      'transparency log (default: public-good, none with a --fulcio-url)',
    )
    .addOption(
      new Option(
        '--rekor-version <version>',
        "of the log's API (default: 1)",
      ).choices(['1', '2']),
    )
    .option('--timestamp-url <url>', 'RFC 3161 timestamp authority');
}
