import {
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
      ...(await repositoryFiles(input, declaration, settings, modelCard)),
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
