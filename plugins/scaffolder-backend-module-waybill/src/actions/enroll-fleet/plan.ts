import {
  buildFleetEntry,
  parseRepository,
  type DeliverySource,
  type DeliverySpec,
  type OciDeliverySource,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import type { ScmRepositoryLocation } from '@waybill/backstage-plugin-waybill-node';
import {
  requireEnvironment,
  requireRegistry,
  type EnvironmentSettings,
  type WaybillSettings,
} from '../../settings';
import { ShipError } from '../../ShipError';

export interface EnrollInput {
  readonly name: string;
  readonly environment: string;
  /** Of a source in a registry. */
  readonly manifestsRepository?: string;
  readonly reference?: {
    readonly semver?: string;
    readonly tag?: string;
    readonly digest?: string;
  };
  /** Of a source in Git. */
  readonly repositoryUrl?: string;
  readonly branch?: string;
  readonly path?: string;
  readonly servingKind?: DeliverySpec['servingKind'];
  readonly deploymentMode?: DeliverySpec['deploymentMode'];
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Which file of which fleet repository will have an environment deliver a model. */
export interface EnrollPlan {
  readonly fleet: ScmRepositoryLocation;
  readonly branch: string;
  readonly file: RepositoryFile;
  readonly name: string;
  readonly environment: string;
  readonly message: string;
}

/** @throws ManifestError, InvalidReferenceError, ScmError, ShipError */
export function planEnroll(
  input: EnrollInput,
  settings: WaybillSettings,
): EnrollPlan {
  const environment = requireEnvironment(settings, input.environment);
  if (!environment.fleet) {
    throw new ShipError({
      code: 'INVALID_SETTINGS',
      message: `The environment '${environment.name}' has no fleet: set waybill.environments[].fleet to the repository from which its delivery engine takes what to deliver`,
    });
  }
  return {
    fleet: settings.locateRepository(environment.fleet.repository),
    branch: environment.fleet.branch,
    file: buildFleetEntry(
      deliveryOf(input, environment, settings),
      environment.fleet.path,
    ),
    name: input.name,
    environment: environment.name,
    message: `feat(${environment.name}): deliver ${input.name}`,
  };
}

/** How an environment of the configuration gets a model. */
export function deliveryOf(
  input: EnrollInput,
  environment: EnvironmentSettings,
  settings: WaybillSettings,
): DeliverySpec {
  const { engine, form, delivery } = environment;
  const { credentialsSecret, verification, ...rest } = delivery;
  return {
    ...(engine === 'flux' && scheduleOf(settings)),
    ...rest,
    engine,
    form,
    source: sourceOf(input, environment, settings),
    name: input.name,
    environment: { name: environment.name, namespace: environment.namespace },
    servingKind: input.servingKind ?? 'InferenceService',
    ...(input.deploymentMode && { deploymentMode: input.deploymentMode }),
    ...(input.values && { values: input.values }),
  };
}

/** Argo CD looks at all sources as often as its own configuration says, and never gives up. */
function scheduleOf({ isSandbox }: WaybillSettings) {
  return isSandbox ? { interval: '30s', timeout: '1m' } : { interval: '1m' };
}

function sourceOf(
  input: EnrollInput,
  environment: EnvironmentSettings,
  settings: WaybillSettings,
): DeliverySource {
  const { credentialsSecret, verification } = environment.delivery;
  const secret = credentialsSecret === undefined ? {} : { credentialsSecret };
  if (environment.source === 'git') {
    return {
      type: 'git',
      url: requireInput(input.repositoryUrl, 'repositoryUrl', environment),
      branch: input.branch ?? 'main',
      ...(input.path !== undefined && { path: input.path }),
      ...secret,
    };
  }
  const repository = requireInput(
    input.manifestsRepository,
    'manifestsRepository',
    environment,
  );
  const { isPlainHttp } = requireRegistry(
    settings,
    parseRepository(repository).host,
  );
  return {
    type: 'oci',
    repository,
    // The `-0` lets pre-releases take part: which version an environment runs is pinned inside the artifact.
    reference: (input.reference ?? {
      semver: '>=0.0.0-0',
    }) as OciDeliverySource['reference'],
    ...(isPlainHttp && { isPlainHttp }),
    ...secret,
    ...(verification !== undefined && { verification }),
  };
}

function requireInput(
  value: string | undefined,
  input: string,
  { name, source }: EnvironmentSettings,
): string {
  if (value) return value;
  throw new ShipError({
    code: 'INVALID_SETTINGS',
    message: `The environment '${name}' takes its manifests from ${
      source === 'git' ? 'Git' : 'a registry'
    }: give the input '${input}'`,
  });
}

export function describeEnroll(plan: EnrollPlan): string[] {
  const { fleet } = plan;
  return [
    `Plan: commit ${plan.file.path} to ${fleet.owner}/${fleet.name} on ${fleet.host}, branch ${plan.branch}`,
    ...plan.file.content
      .trimEnd()
      .split('\n')
      .map(line => `  ${line}`),
  ];
}
