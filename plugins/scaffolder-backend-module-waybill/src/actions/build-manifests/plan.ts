import {
  buildModelRepository,
  type RepositoryFile,
  type StorageScheme,
} from '@waybill/backstage-plugin-waybill-common';
import { formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';

export interface ManifestsInput {
  readonly targetPath?: string;
  readonly modelPath?: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  readonly owner: string;
  readonly system?: string;
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly modelFormat: string;
  readonly modelFormatVersion?: string;
  readonly runtime?: string;
  readonly protocolVersion?: string;
  readonly storage?: StorageScheme;
}

/** The files of the model's repository, before they are written. */
export interface ManifestsPlan {
  readonly targetPath: string;
  readonly deployPath: string;
  readonly files: readonly RepositoryFile[];
}

/**
 * @param modelCard - the card that came with the files, where one did.
 * @throws ManifestError, InvalidReferenceError
 */
export function planManifests(
  input: ManifestsInput,
  settings: WaybillSettings,
  modelCard?: string,
): ManifestsPlan {
  const targetPath = input.targetPath ?? 'repository';
  return {
    targetPath,
    deployPath: `${targetPath}/deploy`,
    files: buildModelRepository({
      name: input.name,
      title: input.title,
      description: input.description,
      license: input.license,
      owner: input.owner,
      system: input.system,
      repository: input.repository,
      version: input.version,
      digest: input.digest,
      modelFormat: {
        name: input.modelFormat,
        version: input.modelFormatVersion,
      },
      runtime: input.runtime,
      storage: input.storage,
      protocolVersion: input.protocolVersion,
      environments: settings.environments,
      modelCard,
    }),
  };
}

export function describeManifests(plan: ManifestsPlan): string[] {
  return [
    `Plan: write ${formatFileCount(plan.files.length)} to '${plan.targetPath}'`,
    ...plan.files.map(file => `  ${file.path}`),
  ];
}
