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
  /** In place of the three. */
  readonly repository?: string;
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
  validateModelName(input.name);
  const repository = input.repository
    ? formatRepository(readRepository(input.repository, settings))
    : composeRepository(input, settings);
  return {
    repository,
    manifestsRepository: manifestsRepositoryOf(repository),
    version: validateVersion(input.version),
  };
}

function composeRepository(
  input: TargetInput,
  settings: WaybillSettings,
): string {
  const { defaults } = settings;
  const host = requireSetting(
    input.registry,
    defaults.registry,
    'registry',
    'registry',
  );
  requireRegistry(settings, host);
  const prefix = input.repositoryPrefix ?? defaults.repositoryPrefix;
  const path = [prefix, input.name].filter(Boolean).join('/');
  return formatRepository(parseRepository(`${host}/${path}`));
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
