import { buildCatalogInfo } from './catalogInfo';
import {
  buildDeployFiles,
  declareModel,
  type DeployFilesInput,
  type RepositoryFile,
} from './environments';
import type { ModelDeclaration } from './declaration';
import { buildReadme } from './modelCard';
import { serializeManifests } from './serializeManifests';

export type { RepositoryFile };

/** @public */
export type ModelRepositoryInput = ModelRepositoryDetails &
  (DeployFilesInput | { readonly declaration: ModelDeclaration });

/** @public */
export interface ModelRepositoryDetails {
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  readonly owner: string;
  readonly system?: string;
  /** The model's own card (Markdown), as it came with the files. */
  readonly modelCard?: string;
}

/**
 * All files of a model's Git repository, as the template creates it.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildModelRepository(
  input: ModelRepositoryInput,
): RepositoryFile[] {
  const declaration =
    'declaration' in input ? input.declaration : declareModel(input);
  const deploy = buildDeployFiles(declaration);
  const { name, package: pinned, serving, environments } = declaration;
  const format =
    serving.kind === 'InferenceService' ? serving.modelFormat : undefined;
  const details = { ...input, ...pinned, name, environments };
  return [
    {
      path: 'catalog-info.yaml',
      content: serializeManifests(
        buildCatalogInfo({ ...details, tags: format ? [format.name] : [] }),
      ),
    },
    {
      path: 'README.md',
      content: buildReadme({
        ...details,
        modelFormat: format ?? { name: `served by ${serving.kind}` },
      }),
    },
    ...deploy.map(file => ({ ...file, path: `deploy/${file.path}` })),
  ];
}
