import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';

/** How to talk to one registry. @public */
export interface RegistrySettings {
  /** `registry.example.com:5000` */
  readonly host: string;
  /** Plain HTTP; only where configured. */
  readonly plainHttp: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Certificates of the authority that signed the registry's own, PEM. */
  readonly ca?: string;
}

/**
 * Reads `waybill.registries`: the only hosts that Waybill talks to.
 *
 * @public
 */
export function registriesFromConfig(config: Config): RegistrySettings[] {
  return (config.getOptionalConfigArray('waybill.registries') ?? []).map(
    registry => {
      const caFile = registry.getOptionalString('caFile');
      return {
        host: registry.getString('host'),
        plainHttp: registry.getOptionalBoolean('plainHttp') ?? false,
        username: registry.getOptionalString('username'),
        password: registry.getOptionalString('password'),
        ...(caFile ? { ca: readFileSync(caFile, 'utf8') } : {}),
      };
    },
  );
}
