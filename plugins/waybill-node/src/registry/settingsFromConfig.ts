import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { parseRepository } from '@waybill/backstage-plugin-waybill-common';
import { dockerCredentials } from './access/docker';
import type {
  CredentialSource,
  RegistryCredentials,
} from './access/RegistryCredentials';
import { RegistryError } from './errors';
import { canonicalHost } from './quirks';
import type {
  MirrorSettings,
  RegistryAccess,
  RegistrySettings,
} from './settings';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `waybill.registries`: the only hosts that Waybill talks to, with their mirrors.
 *
 * @param options - `env` is where docker's credentials are looked up from; the process's own where absent
 * @throws RegistryError `CONFIG_INVALID`
 * @public
 */
export function registriesFromConfig(
  config: Config,
  { env = process.env }: { readonly env?: Environment } = {},
): RegistrySettings[] {
  const settings = (
    config.getOptionalConfigArray('waybill.registries') ?? []
  ).map(registry => readRegistry(registry, env));
  const names = settings.map(({ host }) => canonicalHost(host));
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index)
      throw invalid(`'${name}' is there twice`, 'keep one of them');
  });
  return settings;
}

function readRegistry(config: Config, env: Environment): RegistrySettings {
  const mirrors = config.getOptionalConfigArray('mirrors');
  const monolithicUploads = config.getOptionalBoolean('monolithicUploads');
  return {
    ...readAccess(config, env),
    ...(mirrors ? { mirrors: mirrors.map(one => readMirror(one, env)) } : {}),
    ...(monolithicUploads === undefined ? {} : { monolithicUploads }),
  };
}

function readMirror(config: Config, env: Environment): MirrorSettings {
  const access = readAccess(config, env);
  const pathPrefix = config.getOptionalString('pathPrefix');
  if (pathPrefix !== undefined && !isRepository(access.host, pathPrefix)) {
    throw invalid(
      `'${pathPrefix}' is no pathPrefix of the mirror '${access.host}'`,
      'give a path without slashes around it, as in dockerhub',
    );
  }
  return {
    ...access,
    ...(pathPrefix === undefined ? {} : { pathPrefix }),
    ...(config.getOptionalBoolean('hasTags') ? { hasTags: true } : {}),
  };
}

function readAccess(config: Config, env: Environment): RegistryAccess {
  const host = checkHost(config.getString('host'));
  const plainHttp = config.getOptionalBoolean('plainHttp') ?? false;
  const readPem = (key: string) => {
    const file = config.getOptionalString(key);
    return file === undefined ? undefined : readFile(file, key, host);
  };
  const [ca, clientCertificate, clientKey] = [
    'caFile',
    'clientCertificateFile',
    'clientKeyFile',
  ].map(readPem);
  if (Boolean(clientCertificate) !== Boolean(clientKey)) {
    throw invalid(
      `'${host}' has one of clientCertificateFile and clientKeyFile`,
      'give both',
    );
  }
  return {
    host,
    plainHttp,
    ...(ca ? { ca } : {}),
    ...(clientCertificate ? { clientCertificate, clientKey } : {}),
    ...readCredentials(config, host, env),
  };
}

/** Written in the configuration, or found where docker keeps them; both would leave open whose they are. */
function readCredentials(
  config: Config,
  host: string,
  env: Environment,
): RegistryCredentials & { readonly credentials?: CredentialSource } {
  const written: RegistryCredentials = Object.fromEntries(
    (
      ['username', 'password', 'identityToken', 'registryToken'] as const
    ).flatMap(key => {
      const value = config.getOptionalString(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  if (written.password !== undefined && !written.username)
    throw invalid(`'${host}' has a password without username`, 'give both');
  const source = config.getOptionalString('credentials');
  const configFile = config.getOptionalString('dockerConfigFile');
  if (source !== undefined && source !== 'docker')
    throw invalid(
      `'${source}' is nothing that credentials of '${host}' can be`,
      "say 'docker', or leave it out",
    );
  if (source === undefined && configFile === undefined) return written;
  if (Object.keys(written).length > 0) {
    throw invalid(
      `'${host}' has credentials of its own and those of docker`,
      'keep one of them',
    );
  }
  return { credentials: dockerCredentials({ env, configFile }) };
}

function checkHost(host: string): string {
  try {
    if (parseRepository(`${host}/any`).host === host) return host;
  } catch {
    // said below
  }
  throw invalid(
    `'${host}' is no registry host`,
    'give the host alone, with its port where it has one, as in registry.example.com:5000',
  );
}

function isRepository(host: string, path: string): boolean {
  try {
    return parseRepository(`${host}/${path}`).path === path;
  } catch {
    return false;
  }
}

function readFile(file: string, key: string, host: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(
      `the ${key} of '${host}' (${file}) cannot be read`,
      'check its path and permissions',
      cause,
    );
  }
}

function invalid(what: string, todo: string, cause?: unknown): RegistryError {
  return new RegistryError({
    code: 'CONFIG_INVALID',
    cause,
    message: `In waybill.registries ${what}: ${todo}.`,
  });
}
