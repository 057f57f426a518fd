import path from 'node:path';
import { DOCKER_HUB_KEY, isDockerHub } from '../../quirks';
import type {
  CredentialSource,
  RegistryCredentials,
} from '../RegistryCredentials';
import { askCredentialHelper } from './credentialHelper';
import {
  credentialsOfEntry,
  readDockerConfig,
  unreadable,
  type DockerConfigFile,
} from './dockerConfigFile';

/** Where docker's credentials are. @public */
export interface DockerCredentialsOptions {
  /** Names the files (`HOME`, `DOCKER_CONFIG` …), and is the environment of credential helpers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This file alone. */
  readonly configFile?: string;
  /** How long a credential helper may take; 30 seconds where absent. */
  readonly helperTimeoutMs?: number;
}

/**
 * Credentials as `docker login`, `podman login` and their like keep them: `auths`, `credHelpers` and `credsStore` of
 * `$REGISTRY_AUTH_FILE`, docker's `config.json` (in `$DOCKER_CONFIG` or `~/.docker`) and podman's `auth.json`, the
 * first file that knows the registry. Files are read anew each time, since others sign in and out.
 *
 * @public
 */
export function dockerCredentials(
  options: DockerCredentialsOptions,
): CredentialSource {
  return {
    async find(repository, { signal } = {}) {
      for (const file of filesOf(options)) {
        const config = await readDockerConfig(file);
        if (!config && file === options.configFile)
          throw unreadable(file, 'there is no such file');
        const found =
          config &&
          (await findIn({ config, file }, repository, options, signal));
        if (found) return found;
      }
      return undefined;
    },
  };
}

function filesOf({ env, configFile }: DockerCredentialsOptions): string[] {
  if (configFile) return [configFile];
  const home = env.HOME || env.USERPROFILE;
  const inFolder = (folder: string | undefined, ...rest: string[]) =>
    folder ? [path.join(folder, ...rest)] : [];
  return [
    ...inFolder(env.REGISTRY_AUTH_FILE),
    ...inFolder(
      env.DOCKER_CONFIG || (home && path.join(home, '.docker')),
      'config.json',
    ),
    ...inFolder(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'),
    ...inFolder(
      env.XDG_CONFIG_HOME || (home && path.join(home, '.config')),
      'containers',
      'auth.json',
    ),
  ];
}

/** As docker looks: the registry's own helper, the store for all, what is written in the file. */
async function findIn(
  {
    config,
    file,
  }: { readonly config: DockerConfigFile; readonly file: string },
  repository: { readonly host: string; readonly path?: string },
  { env, helperTimeoutMs: timeoutMs }: DockerCredentialsOptions,
  signal: AbortSignal | undefined,
): Promise<RegistryCredentials | undefined> {
  const ask = (name: string, server: string) =>
    askCredentialHelper(name, server, { env, timeoutMs, signal });
  const keys = keysOf(repository);
  const helpers = config.credHelpers ?? {};
  const own = keys.find(key => Object.hasOwn(helpers, key));
  if (own) {
    const found = await ask(helpers[own], own);
    if (found) return found;
  }
  const written = keys
    .map(key => credentialsOfEntry(config, key, file))
    .find(found => found !== undefined);
  if (!config.credsStore || own) return written;
  return (await ask(config.credsStore, serverOf(repository.host))) ?? written;
}

/** The keys under which a registry may stand, the most telling first; podman's may hold a path. */
function keysOf({
  host,
  path: repositoryPath,
}: {
  readonly host: string;
  readonly path?: string;
}): string[] {
  const hosts = isDockerHub(host)
    ? [host, 'docker.io', 'index.docker.io', 'registry-1.docker.io']
    : [host];
  const parts = repositoryPath ? repositoryPath.split('/') : [];
  const withPaths = hosts.flatMap(its =>
    parts.map((_, index) =>
      [its, ...parts.slice(0, parts.length - index)].join('/'),
    ),
  );
  const urls = hosts.flatMap(its => [
    `https://${its}`,
    `https://${its}/v1/`,
    `https://${its}/v2/`,
    `http://${its}`,
  ]);
  const hub = isDockerHub(host) ? [DOCKER_HUB_KEY] : [];
  return [...withPaths, ...hub, ...hosts, ...urls];
}

function serverOf(host: string): string {
  return isDockerHub(host) ? DOCKER_HUB_KEY : host;
}
