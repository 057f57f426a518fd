import { buildCatalogInfo } from './catalogInfo';
import { buildInferenceService, buildInferenceServicePin } from './kserve';
import type { ModelFormat } from './kubernetes';
import { checkKubernetesName } from './kubernetesNames';
import { buildKustomizeBase, buildKustomizeOverlay } from './kustomize';
import { ManifestError } from './ManifestError';
import type { StorageScheme } from '../reference';
import { buildReadme } from './modelCard';
import { serializeManifests } from './serializeManifests';

/** A text file of a Git repository. @public */
export interface RepositoryFile {
  /** `/`-separated, relative to the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** @public */
export interface DeployFilesInput {
  readonly name: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly modelFormat: ModelFormat;
  readonly runtime?: string;
  readonly protocolVersion?: string;
  /** How KServe comes to the files. Default `oci`. */
  readonly storage?: StorageScheme;
  readonly environments: readonly {
    readonly name: string;
    readonly namespace: string;
  }[];
}

/**
 * The content of `deploy/`: a Kustomize base and one overlay for each environment that pins the model by digest.
 * Paths are relative to the folder, as they are in the manifests artifact.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildDeployFiles(input: DeployFilesInput): RepositoryFile[] {
  if (input.environments.length === 0) {
    throw new ManifestError({
      code: 'NO_ENVIRONMENT',
      message: `No environment is given for the model '${input.name}': configure waybill.environments`,
    });
  }
  return [
    {
      path: 'base/inference-service.yaml',
      content: serializeManifests(buildInferenceService(input)),
    },
    {
      path: 'base/kustomization.yaml',
      content: serializeManifests(
        buildKustomizeBase(['inference-service.yaml']),
      ),
    },
    ...input.environments.flatMap(environment => {
      const folder = `environments/${checkKubernetesName(environment.name)}`;
      return [
        {
          path: `${folder}/inference-service.yaml`,
          content: serializeManifests(buildInferenceServicePin(input)),
        },
        {
          path: `${folder}/kustomization.yaml`,
          content: serializeManifests(
            buildKustomizeOverlay({
              namespace: checkKubernetesName(environment.namespace),
              base: '../../base',
              patches: ['inference-service.yaml'],
            }),
          ),
        },
      ];
    }),
  ];
}

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
  const deploy = buildDeployFiles(input);
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
