import {
  formatRepository,
  manifestsRepositoryOf,
  parseRepository,
  validateModelName,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import {
  requireRegistry,
  requireSetting,
  type WaybillSettings,
} from '../settings';

export interface TargetInput {
  readonly name: string;
  readonly version: string;
  readonly registry?: string;
  readonly repositoryPrefix?: string;
}

/** Under which name a package will be known. */
export interface PackageTarget {
  readonly repository: string;
  readonly manifestsRepository: string;
  readonly version: string;
}

/** @throws InvalidReferenceError, ShipError */
export function readTarget(
  input: TargetInput,
  settings: WaybillSettings,
): PackageTarget {
  const { defaults } = settings;
  const host = requireSetting(
    input.registry,
    defaults.registry,
    'registry',
    'registry',
  );
  requireRegistry(settings, host);
  const prefix = input.repositoryPrefix ?? defaults.repositoryPrefix;
  const path = [prefix, validateModelName(input.name)]
    .filter(Boolean)
    .join('/');
  const repository = formatRepository(parseRepository(`${host}/${path}`));
  return {
    repository,
    manifestsRepository: manifestsRepositoryOf(repository),
    version: validateVersion(input.version),
  };
}

/** A repository of a configured registry, from an action's input. */
export function readRepository(
  text: string,
  settings: WaybillSettings,
): RepositoryName {
  const repository = parseRepository(text);
  requireRegistry(settings, repository.host);
  return repository;
}
