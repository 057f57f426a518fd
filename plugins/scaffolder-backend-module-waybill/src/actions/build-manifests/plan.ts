import {
  addVersionMarkers,
  buildFleetEntry,
  manifestsRepositoryOf,
  type ModelDeclaration,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  buildModelRepository,
  type ModelRepositoryInput,
} from '@waybill/backstage-plugin-waybill-node';
import { formatFileCount } from '../../progress';
import { requireEnvironment, type WaybillSettings } from '../../settings';
import { ShipError } from '../../ShipError';
import { deliveryOf } from '../enroll-fleet/plan';
import { type DeclarationInput, readDeclarationInput } from './declaration';

type Details = Pick<
  ModelRepositoryInput,
  | 'title'
  | 'description'
  | 'license'
  | 'owner'
  | 'system'
  | 'variant'
  | 'ci'
  | 'pipelineTools'
>;

export interface ManifestsInput extends DeclarationInput, Details {
  readonly targetPath?: string;
  readonly modelPath?: string;
  /** Environments in which Flux' image automation writes down the version. */
  readonly automatedEnvironments?: readonly string[];
  readonly delivery?: {
    readonly repositoryUrl?: string;
    readonly branch?: string;
    readonly manifestsRepository?: string;
  };
}

/** The files of the model's repository, before they are written. */
export interface ManifestsPlan {
  readonly targetPath: string;
  readonly deployPath: string;
  readonly declaration: ModelDeclaration;
  readonly files: readonly RepositoryFile[];
}

/**
 * @param modelCard - the card that came with the files, where one did.
 * @throws ManifestError, InvalidReferenceError, ShipError
 */
export async function planManifests(
  input: ManifestsInput,
  settings: WaybillSettings,
  modelCard?: string,
): Promise<ManifestsPlan> {
  const targetPath = input.targetPath ?? 'repository';
  const declaration = readDeclarationInput(input, settings);
  return {
    targetPath,
    deployPath: `${targetPath}/deploy`,
    declaration,
    files: [
      ...markVersions(
        await repositoryFiles(input, declaration, settings, modelCard),
        declaration,
        input.automatedEnvironments ?? [],
      ),
      ...deliveryFiles(input, declaration, settings),
    ],
  };
}

function repositoryFiles(
  input: ManifestsInput,
  declaration: ModelDeclaration,
  { defaults }: WaybillSettings,
  modelCard: string | undefined,
): Promise<RepositoryFile[]> {
  const { title, description, license, owner, system } = input;
  const { variant, ci, pipelineTools } = input;
  return buildModelRepository({
    declaration,
    title,
    description,
    license,
    owner,
    system,
    modelCard,
    variant,
    ci,
    pipelineTools,
    baseImage: defaults.baseImage,
  });
}

const DEPLOY = 'deploy/';

/** @throws ManifestError, ShipError `ENVIRONMENT_UNKNOWN` */
function markVersions(
  files: readonly RepositoryFile[],
  declaration: ModelDeclaration,
  automated: readonly string[],
): readonly RepositoryFile[] {
  if (automated.length === 0) return files;
  const isDelivered = ({ path }: RepositoryFile) => path.startsWith(DEPLOY);
  const marked = automated.reduce<RepositoryFile[]>(
    (deploy, name) =>
      addVersionMarkers(deploy, {
        name: declaration.name,
        environment: name,
        package: pinOf(declaration, name),
      }),
    files
      .filter(isDelivered)
      .map(file => ({ ...file, path: file.path.slice(DEPLOY.length) })),
  );
  return [
    ...files.filter(file => !isDelivered(file)),
    ...marked.map(file => ({ ...file, path: `${DEPLOY}${file.path}` })),
  ];
}

function pinOf(declaration: ModelDeclaration, name: string) {
  const { environments } = declaration;
  const environment = environments.find(candidate => candidate.name === name);
  if (environment) return environment.package ?? declaration.package;
  throw new ShipError({
    code: 'ENVIRONMENT_UNKNOWN',
    message: `automatedEnvironments: the model is not declared for '${name}', only for ${environments
      .map(candidate => `'${candidate.name}'`)
      .join(', ')}`,
  });
}

function deliveryFiles(
  { delivery }: ManifestsInput,
  declaration: ModelDeclaration,
  settings: WaybillSettings,
): RepositoryFile[] {
  if (!delivery) return [];
  const { name, serving, form, package: pinned } = declaration;
  return declaration.environments.map(environment => {
    const { content } = buildFleetEntry(
      deliveryOf(
        {
          name,
          environment: environment.name,
          servingKind: serving.kind,
          ...(serving.kind === 'InferenceService' && {
            deploymentMode: serving.deploymentMode,
          }),
          ...delivery,
          manifestsRepository:
            delivery.manifestsRepository ??
            manifestsRepositoryOf(pinned.repository),
        },
        { ...requireEnvironment(settings, environment.name), form },
        settings,
      ),
      'delivery',
    );
    return { path: `delivery/${environment.name}.yaml`, content };
  });
}

export function describeManifests(plan: ManifestsPlan): string[] {
  return [
    `Plan: write ${formatFileCount(plan.files.length)} to '${plan.targetPath}'`,
    ...plan.files.map(file => `  ${file.path}`),
  ];
}
