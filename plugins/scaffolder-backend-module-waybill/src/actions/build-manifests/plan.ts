import {
  buildFleetEntry,
  buildModelRepository,
  manifestsRepositoryOf,
  type ModelDeclaration,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { formatFileCount } from '../../progress';
import { requireEnvironment, type WaybillSettings } from '../../settings';
import { deliveryOf } from '../enroll-fleet/plan';
import { type DeclarationInput, readDeclarationInput } from './declaration';

export interface ManifestsInput extends DeclarationInput {
  readonly targetPath?: string;
  readonly modelPath?: string;
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  readonly owner: string;
  readonly system?: string;
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
export function planManifests(
  input: ManifestsInput,
  settings: WaybillSettings,
  modelCard?: string,
): ManifestsPlan {
  const targetPath = input.targetPath ?? 'repository';
  const declaration = readDeclarationInput(input, settings);
  const { title, description, license, owner, system } = input;
  return {
    targetPath,
    deployPath: `${targetPath}/deploy`,
    declaration,
    files: [
      ...buildModelRepository({
        declaration,
        title,
        description,
        license,
        owner,
        system,
        modelCard,
      }),
      ...deliveryFiles(input, declaration, settings),
    ],
  };
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
