import {
  buildEnvironmentFiles,
  type EnvironmentFilesInput,
  type RepositoryFile,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { formatFileCount } from '../../progress';
import {
  requireEnvironment,
  requireRegistry,
  type EnvironmentSettings,
  type WaybillSettings,
} from '../../settings';
import { ShipError } from '../../ShipError';

export interface EnvironmentInput {
  readonly environment: string;
  readonly tenant: string;
  readonly policy?: string;
  readonly viewers?: string;
  readonly operators?: readonly string[];
  readonly sourceRepos?: readonly string[];
  readonly fleetCredentialsSecret?: string;
  readonly alerts?: EnvironmentFilesInput['alerts'];
  readonly receiver?: EnvironmentFilesInput['receiver'];
  readonly imageAutomation?: EnvironmentFilesInput['imageAutomation'];
  readonly repositories?: EnvironmentFilesInput['repositories'];
  readonly targetPath?: string;
}

/** The files of the fleet repository, before they are written. */
export interface EnvironmentPlan {
  readonly environment: string;
  readonly targetPath: string;
  /** The repository that the files are for. */
  readonly fleet: { readonly url: string; readonly branch: string };
  readonly files: readonly RepositoryFile[];
}

/** @throws ManifestError, InvalidReferenceError, ShipError */
export function planEnvironment(
  input: EnvironmentInput,
  policies: readonly TrustPolicy[],
  settings: WaybillSettings,
): EnvironmentPlan {
  const environment = requireEnvironment(settings, input.environment);
  const files = filesInput(input, environment, policies, settings);
  return {
    environment: environment.name,
    targetPath: input.targetPath ?? 'fleet',
    fleet: { url: files.fleet.url, branch: files.fleet.branch },
    files: buildEnvironmentFiles(files),
  };
}

function filesInput(
  input: EnvironmentInput,
  environment: EnvironmentSettings,
  policies: readonly TrustPolicy[],
  settings: WaybillSettings,
): EnvironmentFilesInput {
  const { engine, form, fleet, delivery, name, namespace } = environment;
  const { viewers, operators, alerts, receiver, repositories } = input;
  if (!fleet) {
    throw new ShipError({
      code: 'INVALID_SETTINGS',
      message: `The environment '${name}' has no fleet: set waybill.environments[].fleet to the repository in which it is to be declared`,
    });
  }
  const { controlNamespace, serviceAccountName } = delivery;
  const keys = engine === 'flux' ? keysOf(input, environment, policies) : [];
  return {
    environment: { name, namespace },
    engine,
    form,
    fleet: {
      url: fleet.repository,
      branch: fleet.branch,
      path: fleet.path,
      ...(input.fleetCredentialsSecret !== undefined && {
        credentialsSecret: input.fleetCredentialsSecret,
      }),
    },
    tenant: input.tenant,
    ...(viewers !== undefined && { viewers }),
    ...(operators && { operators }),
    ...(controlNamespace !== undefined && { controlNamespace }),
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    ...(keys.length > 0 && { keys }),
    ...(alerts && { alerts }),
    ...(receiver && { receiver }),
    ...(repositories && { repositories }),
    ...projectOf(input, environment),
    ...(input.imageAutomation && {
      imageAutomation: input.imageAutomation.map(model => ({
        ...model,
        ...(usesPlainHttp(model.repository, settings) && { isPlainHttp: true }),
      })),
    }),
  };
}

function projectOf(
  { sourceRepos }: EnvironmentInput,
  { delivery, engine }: EnvironmentSettings,
): Pick<EnvironmentFilesInput, 'project'> {
  if (engine === 'flux' && sourceRepos === undefined) return {};
  const { project, destinationServer } = delivery;
  return {
    project: {
      sourceRepos: sourceRepos ?? [],
      ...(project !== undefined && { name: project }),
      ...(destinationServer !== undefined && { destinationServer }),
    },
  };
}

/** The keys of a trust policy: what the environment's own words about verification do not overrule. */
function keysOf(
  { policy: name }: EnvironmentInput,
  { delivery }: EnvironmentSettings,
  policies: readonly TrustPolicy[],
): NonNullable<EnvironmentFilesInput['keys']> {
  if (name === undefined && delivery.verification !== undefined) return [];
  const found =
    name === undefined
      ? policies
      : policies.filter(policy => policy.name === name);
  if (name !== undefined && found.length === 0) {
    throw new ShipError({
      code: 'POLICY_UNKNOWN',
      message: `There is no trust policy '${name}': waybill.verification.policies has ${
        policies.map(policy => `'${policy.name}'`).join(', ') || 'none'
      }`,
    });
  }
  const keys = new Map(
    found
      .flatMap(policy => policy.keys)
      .map(({ publicKeyPem }) => [publicKeyPem.trim(), publicKeyPem]),
  );
  return [...keys.values()].map((publicKeyPem, index) => ({
    name: `key-${index + 1}`,
    publicKeyPem,
  }));
}

function usesPlainHttp(repository: string, settings: WaybillSettings): boolean {
  const [host] = repository.split('/');
  return requireRegistry(settings, host).isPlainHttp;
}

export function describeEnvironment(plan: EnvironmentPlan): string[] {
  return [
    `Plan: write the environment '${plan.environment}' as ${formatFileCount(
      plan.files.length,
    )} to '${plan.targetPath}'`,
    ...plan.files.map(({ path }) => `  ${path}`),
  ];
}
