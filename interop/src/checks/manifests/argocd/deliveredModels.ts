import {
  buildDeliveryObjects,
  buildDeployFiles,
  type DeliverySource,
  type DeliverySpec,
  type ModelDeclaration,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  GiteaScmClient,
  HttpRegistryClient,
  planHelmChart,
  planManifestsArtifact,
  pushPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { KubernetesManifest } from '../../../controlPlane';
import { PROJECT, type ArgoPlace } from './ArgoPlace';

const ENVIRONMENT = 'dev';

/** A model as it is declared, and how Argo CD comes to it. */
export interface DeliveredModel {
  readonly name: string;
  readonly namespace: string;
  readonly spec: DeliverySpec;
  /** Digest of the artifact, or the commit: what Argo CD says that it synced. */
  readonly revision: string;
  readonly storageUri: string;
}

/** Name of its Application. */
export function applicationOf({ name }: DeliveredModel): string {
  return `${name}-${ENVIRONMENT}`;
}

export interface ModelChange {
  readonly version?: string;
  readonly form?: ModelDeclaration['form'];
  /** A format that nobody serves: KServe alone finds out. */
  readonly modelFormat?: string;
  /** Further objects of the base. */
  readonly files?: readonly RepositoryFile[];
}

function declarationOf(
  { plane }: ArgoPlace,
  name: string,
  { version = '1.0.0', form = 'kustomize' }: ModelChange,
): ModelDeclaration {
  return {
    name,
    package: {
      repository: `${plane.registry.host}/models/${name}`,
      version,
      // Nobody pulls it: there are no nodes.
      digest: `sha256:${version.replaceAll('.', '').padEnd(64, '0')}`,
    },
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'oci' },
    },
    environments: [{ name: ENVIRONMENT, namespace: name, profile: {} }],
    form,
  };
}

function filesOf(
  declaration: ModelDeclaration,
  { modelFormat = 'sklearn', files = [] }: ModelChange,
): RepositoryFile[] {
  const resources = files.map(
    ({ path }) => `  - ${path.replace('base/', '')}\n`,
  );
  return [
    ...buildDeployFiles(declaration).map(file => ({
      ...file,
      content:
        file.path === 'base/kustomization.yaml'
          ? file.content + resources.join('')
          : file.content.replace(/\bsklearn\b/g, modelFormat),
    })),
    ...files,
  ];
}

function deliver(
  { plane }: ArgoPlace,
  declaration: ModelDeclaration,
  source: DeliverySource,
  revision: string,
): DeliveredModel {
  const { name, form } = declaration;
  const { repository, digest } = declaration.package;
  const [environment] = declaration.environments;
  return {
    name,
    namespace: environment.namespace,
    revision,
    storageUri: `oci://${repository}@${digest}`,
    spec: {
      engine: 'argo-cd',
      source,
      form,
      name,
      environment,
      servingKind: 'InferenceService',
      project: PROJECT,
      destinationServer: plane.clusters[0].url,
    },
  };
}

/** @returns the commit */
export async function commitTo(
  { plane }: ArgoPlace,
  name: string,
  files: readonly RepositoryFile[],
): Promise<string> {
  const { git } = plane;
  const repository = { owner: git.username, name };
  const scm = GiteaScmClient.fromIntegration({
    host: git.host,
    baseUrl: git.url,
    username: git.username,
    password: git.token,
  });
  await scm.createRepository(repository);
  const { commit } = await scm.commitFiles(repository, {
    branch: 'main',
    message: `feat: declare ${files.length} files`,
    files,
  });
  return commit;
}

/** Commits a model's manifests to a Git repository of its own. */
export async function deliverFromGit(
  place: ArgoPlace,
  name: string,
  change: ModelChange = {},
): Promise<DeliveredModel> {
  const { git } = place.plane;
  const declaration = declarationOf(place, name, change);
  const commit = await commitTo(
    place,
    name,
    filesOf(declaration, change).map(file => ({
      ...file,
      path: `deploy/${file.path}`,
    })),
  );
  const url = `${git.url}/${git.username}/${name}.git`;
  return deliver(
    place,
    declaration,
    { type: 'git', url, branch: 'main' },
    commit,
  );
}

/** Pushes a model's manifests as an artifact, and has Argo CD take it as it is told. */
export async function deliverFromRegistry(
  place: ArgoPlace,
  name: string,
  by: 'tag' | 'digest' | 'semver',
  change: ModelChange = {},
): Promise<DeliveredModel> {
  const { host } = place.plane.registry;
  const declaration = declarationOf(place, name, change);
  const { version: tag } = declaration.package;
  const repository = { host, path: `models/${name}-manifests` };
  const { descriptor } = await pushPackage(
    new HttpRegistryClient([{ host, plainHttp: true }]),
    repository,
    declaration.form === 'helm'
      ? planHelmChart(filesOf(declaration, change), { version: tag })
      : planManifestsArtifact(filesOf(declaration, change)),
    { tag },
  );
  const { digest } = descriptor;
  const references = {
    tag: { tag },
    digest: { digest },
    semver: { semver: '>=0.0.0-0' },
  };
  return deliver(
    place,
    declaration,
    {
      type: 'oci',
      repository: `${host}/${repository.path}`,
      reference: references[by],
      isPlainHttp: true,
    },
    digest,
  );
}

/** What makes Argo CD deliver it, with the namespace that an environment would have. */
export function objectsOf(model: DeliveredModel): KubernetesManifest[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: model.namespace },
    },
    ...(buildDeliveryObjects(model.spec) as KubernetesManifest[]),
  ];
}
