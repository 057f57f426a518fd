import type { Command } from 'commander';

export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** How a command speaks: every one of them has these. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document')
    .option(
      '-q, --quiet',
      'no progress and no remarks; print what a script asks for',
    )
    .option('--verbose', 'print the causes of an error as well');
}
