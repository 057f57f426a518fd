import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  HttpRegistryClient,
  dockerCredentials,
  type RegistryClient,
  type RegistrySettings,
} from '@waybill/backstage-plugin-waybill-node';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import type { RegistryOptions } from '../commands/options/registryOptions';
import { CliError } from '../errors/CliError';
import { readPassword } from './readPassword';

/**
 * Makes a client for the registries that the command line names; it talks to no others.
 *
 * @param hosts - `account` is where `--username` belongs; absent where several could be meant
 * @throws CliError `USAGE`, `FILE_UNREADABLE`
 */
export async function connect(
  context: CommandContext,
  options: RegistryOptions,
  hosts: { readonly all: readonly string[]; readonly account?: string },
): Promise<RegistryClient> {
  const all = [...new Set(hosts.all)];
  const accountHost = hosts.account ?? (all.length === 1 ? all[0] : undefined);
  const account = await readAccount(context, options, accountHost);
  const ca = options.caFile
    ? await readCa(resolvePath(context, options.caFile))
    : undefined;
  const credentials = dockerCredentials({
    env: context.terminal.env,
    ...(options.config
      ? { configFile: await findConfig(resolvePath(context, options.config)) }
      : {}),
  });
  return new HttpRegistryClient(
    all.map(
      (host): RegistrySettings => ({
        host,
        plainHttp:
          options.plainHttp || options.plainHttpFor?.includes(host) || false,
        ...(ca ? { ca } : {}),
        // a password must not be shown to a registry that it is not for
        ...(host === accountHost && account ? account : { credentials }),
      }),
    ),
  );
}

/** A client for one more registry, which a file of the user names: the account of the command line is not for it. */
export function connectAlso(
  context: CommandContext,
  { username, passwordStdin, ...options }: RegistryOptions,
  host: string,
): Promise<RegistryClient> {
  return connect(context, options, { all: [host] });
}

async function readAccount(
  { terminal, signal }: CommandContext,
  { username, passwordStdin }: RegistryOptions,
  host: string | undefined,
): Promise<Pick<RegistrySettings, 'username' | 'password'> | undefined> {
  if (!username && !passwordStdin) return undefined;
  if (!username || !passwordStdin)
    throw new CliError({
      code: 'USAGE',
      message:
        'An account is --username and --password-stdin together: give both, or log in with `docker login`.',
    });
  if (!host)
    throw new CliError({
      code: 'USAGE',
      message:
        '--username is an account at one registry, and this command talks to two: log in to both with `docker login`.',
    });
  return { username, password: await readPassword(terminal.stdin, signal) };
}

/** docker's `--config` is a folder, others' is the file in it. */
async function findConfig(given: string): Promise<string> {
  const isFolder = await stat(given).then(
    stats => stats.isDirectory(),
    () => false,
  );
  return isFolder ? path.join(given, 'config.json') : given;
}

async function readCa(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError({
      code: 'FILE_UNREADABLE',
      cause,
      message: `The certificates in ${file} (--ca-file) cannot be read: check path and permissions.`,
    });
  }
}
