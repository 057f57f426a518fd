import type { Command } from 'commander';

export interface RegistryOptions {
  readonly plainHttp?: boolean;
  readonly caFile?: string;
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly config?: string;
}

/** How a registry is reached: every command that talks to one has these. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option('--plain-http', 'talk plain HTTP to the registry')
    .option(
      '--ca-file <file>',
      "certificates of the registry's own authority, PEM",
    )
    .option('-u, --username <name>', 'account at the registry')
    .option('--password-stdin', 'read its password from stdin')
    .option(
      '--config <file>',
      "docker's config.json with credentials, or its folder (default: docker's own)",
    );
}
