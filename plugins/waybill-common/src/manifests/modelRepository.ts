import { buildCatalogInfo } from './catalogInfo';
import {
  buildDeployFiles,
  declareModel,
  type DeployFilesInput,
  type RepositoryFile,
} from './environments';
import { buildReadme } from './modelCard';
import { serializeManifests } from './serializeManifests';

export type { RepositoryFile };

/** @public */
export interface ModelRepositoryInput extends DeployFilesInput {
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
  const deploy = buildDeployFiles(declareModel(input));
  return [
    {
      path: 'catalog-info.yaml',
      content: serializeManifests(
        buildCatalogInfo({ ...input, tags: [input.modelFormat.name] }),
      ),
    },
    { path: 'README.md', content: buildReadme(input) },
    ...deploy.map(file => ({ ...file, path: `deploy/${file.path}` })),
  ];
}
