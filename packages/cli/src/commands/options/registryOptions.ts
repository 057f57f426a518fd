import type { Command } from 'commander';

export interface RegistryOptions {
  readonly plainHttp?: boolean;
  readonly plainHttpFor?: readonly string[];
  readonly caFile?: string;
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly config?: string;
}

/** How a registry is reached: every command that talks to one has these. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option('--plain-http', 'talk plain HTTP to the registries')
    .option(
      '--plain-http-for <host>',
      'talk plain HTTP to this registry alone; can be given again',
      (host, previous: readonly string[] = []) => [...previous, host],
    )
    .option('--ca-file <file>', 'certificates of an authority of your own, PEM')
    .option('-u, --username <name>', 'account at the registry')
    .option('--password-stdin', 'read its password from stdin')
    .option(
      '--config <file>',
      "docker's config.json with credentials, or its folder (default: where docker and podman keep theirs)",
    );
}
