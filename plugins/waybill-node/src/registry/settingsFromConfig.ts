import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { parseRepository } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import type { RegistrySettings } from './settings';

/**
 * Reads `waybill.registries`: the only hosts that Waybill talks to.
 *
 * @throws RegistryError `CONFIG_INVALID`
 * @public
 */
export function registriesFromConfig(config: Config): RegistrySettings[] {
  const settings = (
    config.getOptionalConfigArray('waybill.registries') ?? []
  ).map(readRegistry);
  settings.forEach(({ host }, index) => {
    if (settings.findIndex(other => other.host === host) !== index)
      throw invalid(`'${host}' is there twice`, 'keep one of them');
  });
  return settings;
}

function readRegistry(registry: Config): RegistrySettings {
  const host = registry.getString('host');
  const caFile = registry.getOptionalString('caFile');
  return {
    host: checkHost(host),
    plainHttp: registry.getOptionalBoolean('plainHttp') ?? false,
    username: registry.getOptionalString('username'),
    password: registry.getOptionalString('password'),
    ...(caFile ? { ca: readCa(caFile, host) } : {}),
  };
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

function readCa(caFile: string, host: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw invalid(
      `the caFile of '${host}' (${caFile}) cannot be read`,
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
