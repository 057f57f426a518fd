import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  type CompatibilityInput,
  type DeclarationForm,
  type DeliveryEngine,
  type DeliverySource,
  type EnvironmentProfile,
  platformTraits,
} from '@waybill/backstage-plugin-waybill-common';
import {
  locateRepository,
  readEnvironmentProfile,
  registriesFromConfig,
  type ScmRepositoryLocation,
} from '@waybill/backstage-plugin-waybill-node';
import {
  readDeliverySettings,
  type DeliverySettings,
} from './deliverySettings';
import { ShipError } from './ShipError';

/** @public */
export interface EnvironmentSettings {
  readonly name: string;
  readonly namespace: string;
  /** Name of its cluster in the configuration. */
  readonly cluster?: string;
  /** What models get there where nothing else is said. */
  readonly profile: EnvironmentProfile;
  /** Who applies what is declared, from where, and how it is written. */
  readonly engine: DeliveryEngine;
  readonly source: DeliverySource['type'];
  readonly form: DeclarationForm;
  readonly delivery: DeliverySettings;
  /** Where the environment's Flux learns which models it delivers. */
  readonly fleet?: {
    readonly repository: string;
    readonly path: string;
    readonly branch: string;
  };
  /** What is known of Kubernetes and KServe there, for the compatibility check. */
  readonly platform?: Pick<CompatibilityInput, 'cluster' | 'kserve'>;
}

/** What the actions take from the block `waybill` of the configuration. @public */
export interface WaybillSettings {
  readonly isSandbox: boolean;
  /** Who vouches for what a task does: the address of this scaffolder. */
  readonly builderId: string;
  readonly registries: readonly {
    readonly host: string;
    readonly isPlainHttp: boolean;
  }[];
  readonly environments: readonly EnvironmentSettings[];
  /**
   * Takes the URL of a Git repository apart, as its host names repositories.
   *
   * @throws ScmError `INVALID_INPUT`
   */
  readonly locateRepository: (url: string) => ScmRepositoryLocation;
  readonly defaults: {
    readonly registry?: string;
    readonly repositoryPrefix?: string;
    readonly gitHost?: string;
    readonly gitOwner?: string;
    /** `host/path@digest` of the image with a shell that modelcars come on top of. */
    readonly baseImage?: string;
  };
}

/** @public */
export function readSettings(config: Config): WaybillSettings {
  const waybill = config.getOptionalConfig('waybill');
  const integrations = ScmIntegrations.fromConfig(config);
  return {
    locateRepository: url => locateRepository(integrations, url),
    isSandbox: waybill?.getOptionalBoolean('isSandbox') ?? false,
    builderId: `${
      config.getOptionalString('backend.baseUrl') ?? 'http://localhost:7007'
    }/api/scaffolder`,
    registries: registriesFromConfig(config).map(({ host, plainHttp }) => ({
      host,
      isPlainHttp: plainHttp,
    })),
    environments: (waybill?.getOptionalConfigArray('environments') ?? []).map(
      readEnvironment,
    ),
    defaults: {
      registry: waybill?.getOptionalString('defaults.registry'),
      repositoryPrefix: waybill?.getOptionalString('defaults.repositoryPrefix'),
      gitHost: waybill?.getOptionalString('defaults.gitHost'),
      gitOwner: waybill?.getOptionalString('defaults.gitOwner'),
      baseImage: waybill?.getOptionalString('defaults.baseImage'),
    },
  };
}

function readEnvironment(config: Config, index: number): EnvironmentSettings {
  const fleet = config.getOptionalConfig('fleet');
  const platform = config.getOptional('platform');
  const cluster = config.getOptionalString('cluster');
  return {
    name: config.getString('name'),
    namespace: config.getString('namespace'),
    ...(cluster && { cluster }),
    profile: readEnvironmentProfile(
      config.getOptional('profile') ?? {},
      `waybill.environments[${index}].profile`,
    ),
    engine: oneOf(config, 'engine', ['flux', 'argo-cd']),
    source: oneOf(config, 'source', ['oci', 'git']),
    form: oneOf(config, 'form', ['kustomize', 'helm']),
    delivery: readDeliverySettings(config.getOptionalConfig('delivery')),
    ...(platform !== undefined && { platform: platformTraits(platform) }),
    ...(fleet && {
      fleet: {
        repository: fleet.getString('repository'),
        path: fleet.getString('path'),
        branch: fleet.getOptionalString('branch') ?? 'main',
      },
    }),
  };
}

/** The first one where nothing is said. */
function oneOf<T extends string>(
  config: Config,
  key: string,
  words: readonly [T, ...T[]],
): T {
  const text = config.getOptionalString(key) ?? words[0];
  const found = words.find(word => word === text);
  if (found) return found;
  throw new ShipError({
    code: 'INVALID_SETTINGS',
    message: `The environment '${config.getString(
      'name',
    )}' has '${text}' as ${key}: waybill.environments[].${key} is ${words.join(
      ' or ',
    )}`,
  });
}

/** @throws ShipError `ENVIRONMENT_UNKNOWN` */
export function requireEnvironment(
  settings: WaybillSettings,
  name: string,
): EnvironmentSettings {
  const environment = settings.environments.find(
    candidate => candidate.name === name,
  );
  if (environment) return environment;
  const known = settings.environments.map(candidate => candidate.name);
  throw new ShipError({
    code: 'ENVIRONMENT_UNKNOWN',
    message: `There is no environment '${name}': waybill.environments has ${
      known.join(', ') || 'none'
    }`,
  });
}

/** @throws ShipError `REGISTRY_NOT_CONFIGURED` */
export function requireRegistry(
  settings: WaybillSettings,
  host: string,
): { readonly host: string; readonly isPlainHttp: boolean } {
  const registry = settings.registries.find(
    candidate => candidate.host === host,
  );
  if (registry) return registry;
  throw new ShipError({
    code: 'REGISTRY_NOT_CONFIGURED',
    message: `The registry '${host}' is not in waybill.registries: Waybill talks to no other`,
  });
}

/** The input's value, or the configured default; an error that names both where there is neither. */
export function requireSetting(
  value: string | undefined,
  fallback: string | undefined,
  input: string,
  key: string,
): string {
  const setting = value || fallback;
  if (setting) return setting;
  throw new ShipError({
    code: 'INVALID_SETTINGS',
    message: `No ${input} is given: set the input '${input}' or waybill.defaults.${key}`,
  });
}
