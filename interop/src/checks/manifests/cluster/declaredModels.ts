import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  buildDeliveryObjects,
  buildDeployFiles,
  type DeliverySource,
  type EnvironmentProfile,
  type ModelDeclaration,
  type ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import {
  GiteaScmClient,
  HttpRegistryClient,
  planManifestsArtifact,
  pushPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { KubernetesManifest } from '../../../controlPlane';
import { runSuccessfully } from '../../../processes';
import {
  ENVIRONMENTS,
  type ClusterPlace,
  type EnvironmentName,
} from './ClusterPlace';

/** A digest that nobody pulls: there are no nodes. */
export const digestOf = (text: string) =>
  `sha256:${Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)}`;

const CURL = `registry.example.com/tools/curl@${digestOf('curl')}`;

/** What differs: as a platform team would have it. */
export const PROFILES: Readonly<Record<EnvironmentName, EnvironmentProfile>> = {
  dev: {
    replicas: { min: 1 },
    autoscaling: { class: 'none' },
    logLevel: 'debug',
    resources: {
      requests: { cpu: '250m', memory: '512Mi' },
      limits: { cpu: '500m', memory: '1Gi' },
    },
  },
  staging: {
    replicas: { min: 4 },
    autoscaling: { class: 'none' },
    logLevel: 'info',
    gpu: { count: 2 },
    syntheticLoad: { requestsPerSecond: 2, durationSeconds: 60, image: CURL },
  },
  production: {
    replicas: { min: 3, max: 6 },
    autoscaling: { class: 'hpa', metric: 'cpu', target: 75 },
    resources: {
      requests: { cpu: '1', memory: '2Gi' },
      limits: { cpu: '2', memory: '4Gi' },
    },
    logLevel: 'warning',
    gpu: { count: 4 },
    disruptionBudget: { minAvailable: 2 },
    isMonitored: true,
  },
};

export const SKLEARN: ServingSpec = {
  kind: 'InferenceService',
  deploymentMode: 'Standard',
  modelFormat: { name: 'sklearn' },
  storage: { scheme: 'oci' },
};

export function declare(
  { plane }: ClusterPlace,
  name: string,
  change: {
    readonly version?: string;
    readonly serving?: ServingSpec;
    readonly profiles?: Readonly<Record<EnvironmentName, EnvironmentProfile>>;
  } = {},
): ModelDeclaration {
  const { version = '1.0.0', serving = SKLEARN, profiles = PROFILES } = change;
  return {
    name,
    package: {
      repository: `${plane.registry.host}/models/${name}`,
      version,
      digest: digestOf(version),
    },
    serving,
    environments: ENVIRONMENTS.map(environment => ({
      name: environment,
      namespace: environment,
      profile: profiles[environment],
    })),
    form: 'kustomize',
  };
}

/** The same with a version under trial in staging, where what serves can do that. */
export function withCanary(version: string): typeof PROFILES {
  return {
    ...PROFILES,
    staging: {
      ...PROFILES.staging,
      canary: { trafficPercent: 25, version, digest: digestOf(version) },
    },
  };
}

/** What has Flux deliver it to all environments; each has its delivery objects in its own namespace. */
export function deliveriesOf(
  declaration: ModelDeclaration,
  source: DeliverySource,
): KubernetesManifest[] {
  return declaration.environments.flatMap(
    environment =>
      buildDeliveryObjects({
        engine: 'flux',
        source,
        form: declaration.form,
        name: declaration.name,
        environment,
        servingKind: declaration.serving.kind,
        controlNamespace: environment.namespace,
        interval: '5s',
      }) as KubernetesManifest[],
  );
}

/** Commits a model's manifests to a Git repository of its own. */
export async function commitToGit(
  { plane: { git } }: ClusterPlace,
  declaration: ModelDeclaration,
): Promise<DeliverySource> {
  const repository = { owner: git.username, name: declaration.name };
  const scm = GiteaScmClient.fromIntegration({
    host: git.host,
    baseUrl: git.url,
    username: git.username,
    password: git.token,
  });
  await scm.createRepository(repository);
  await scm.commitFiles(repository, {
    branch: 'main',
    message: `feat: run ${declaration.package.version}`,
    files: buildDeployFiles(declaration).map(file => ({
      ...file,
      path: `deploy/${file.path}`,
    })),
  });
  return {
    type: 'git',
    url: `${git.url}/${git.username}/${declaration.name}.git`,
    branch: 'main',
  };
}

/** Pushes a model's manifests as an artifact under the version's tag, signed by the real cosign unless told not to. */
export async function pushToRegistry(
  place: ClusterPlace,
  declaration: ModelDeclaration,
  options: { readonly isSigned: boolean },
): Promise<DeliverySource> {
  const { host } = place.plane.registry;
  const repository = { host, path: `models/${declaration.name}-manifests` };
  const { descriptor } = await pushPackage(
    new HttpRegistryClient([{ host, plainHttp: true }]),
    repository,
    planManifestsArtifact(buildDeployFiles(declaration)),
    { tag: declaration.package.version },
  );
  if (options.isSigned) {
    await sign(place, `${host}/${repository.path}@${descriptor.digest}`);
  }
  return {
    type: 'oci',
    repository: `${host}/${repository.path}`,
    reference: { semver: '>=0.0.0-0' },
    isPlainHttp: true,
  };
}

async function sign(
  { plane: { signing }, tools, folder }: ClusterPlace,
  reference: string,
): Promise<void> {
  // No services to ask: the signature goes to the registry and nowhere else.
  const config = path.join(folder, 'signing-config.json');
  await fs.writeFile(
    config,
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  await runSuccessfully(
    tools.path('cosign'),
    [
      'sign',
      `--key=${signing.privateKeyFile}`,
      '--allow-http-registry',
      '--yes',
      `--signing-config=${config}`,
      reference,
    ],
    {
      cwd: folder,
      env: {
        HOME: folder,
        COSIGN_PASSWORD: await fs.readFile(signing.passwordFile, 'utf8'),
      },
    },
  );
}
