import {
  buildFleetEntry,
  parseRepository,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  parseRepositoryUrl,
  type ScmRepositoryLocation,
} from '@waybill/backstage-plugin-waybill-node';
import {
  requireEnvironment,
  requireRegistry,
  type WaybillSettings,
} from '../../settings';
import { ShipError } from '../../ShipError';

/** Which file of which fleet repository will have an environment deliver a model. */
export interface EnrollPlan {
  readonly fleet: ScmRepositoryLocation;
  readonly branch: string;
  readonly file: RepositoryFile;
  readonly name: string;
  readonly environment: string;
  readonly manifestsRepository: string;
  readonly message: string;
}

/** @throws ManifestError, InvalidReferenceError, ScmError, ShipError */
export function planEnroll(
  input: {
    readonly name: string;
    readonly environment: string;
    readonly manifestsRepository: string;
  },
  settings: WaybillSettings,
): EnrollPlan {
  const environment = requireEnvironment(settings, input.environment);
  if (!environment.fleet) {
    throw new ShipError({
      code: 'INVALID_SETTINGS',
      message: `The environment '${environment.name}' has no fleet: set waybill.environments[].fleet to the repository from which its Flux takes what to deliver`,
    });
  }
  const { host } = parseRepository(input.manifestsRepository);
  return {
    fleet: parseRepositoryUrl(environment.fleet.repository),
    branch: environment.fleet.branch,
    file: buildFleetEntry({
      name: input.name,
      manifestsRepository: input.manifestsRepository,
      environment,
      fleetPath: environment.fleet.path,
      isPlainHttp: requireRegistry(settings, host).isPlainHttp,
      interval: settings.isSandbox ? '30s' : '1m',
    }),
    name: input.name,
    environment: environment.name,
    manifestsRepository: input.manifestsRepository,
    message: `feat(${environment.name}): deliver ${input.name}`,
  };
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
