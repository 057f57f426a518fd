import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Tools } from '../tools';
import { buildAppConfig, fleetUrl, MODELS_NAMESPACE } from './appConfig';
import { fluxBootstrap } from './flux';
import { startGitRemote, type RunningGitRemote } from './gitRemote';
import { grantPortalAccess } from './portalAccess';
import { startRegistry, type RunningRegistry } from './registry';
import { generateSigningKeys, type SigningKeys } from './signingKeys';
import { namespace, startCluster, type RunningCluster } from './startCluster';

export interface ControlPlaneOptions {
  /** Everything that runs keeps its files here. */
  readonly folder: string;
  readonly tools: Tools;
  /** Names of clusters; each is an environment of the portal. `dev` alone where absent. */
  readonly clusters?: readonly string[];
  /** Ports that people know; free ones where absent. */
  readonly ports?: { readonly registry: number; readonly git: number };
  /** Folder with CustomResourceDefinitions to be used instead of those of the modules. */
  readonly crds?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Programs that a control plane is made of. */
export const CONTROL_PLANE_TOOLS: readonly string[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
  'source-controller',
  'kustomize-controller',
  'kserve-manager',
  'registry',
  'kustomize',
  'cosign',
];

/** A registry, a Git remote and clusters with real controllers, ready for a portal. */
export interface RunningControlPlane {
  readonly registry: RunningRegistry;
  readonly git: RunningGitRemote;
  readonly clusters: readonly RunningCluster[];
  readonly signing: SigningKeys;
  /** The portal's configuration: what the sandbox calls by the same name. */
  readonly appConfig: object;
  stop(): Promise<void>;
}

/** Starts all parts; those that run are stopped when one fails. */
export async function startControlPlane(
  options: ControlPlaneOptions,
): Promise<RunningControlPlane> {
  const { folder, tools } = options;
  const names = options.clusters ?? ['dev'];
  await fs.mkdir(folder, { recursive: true });
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  // The clusters go first: their controllers would complain about a registry that is gone.
  const stop = async () => {
    for (const part of started.splice(0).reverse()) {
      await part.stop();
    }
  };
  try {
    const signing = await generateSigningKeys(tools, path.join(folder, 'keys'));
    const registry = keep(
      await startRegistry({
        ...options,
        folder: path.join(folder, 'registry'),
        port: options.ports?.registry,
      }),
    );
    const git = keep(
      await startGitRemote({
        folder: path.join(folder, 'git'),
        clusters: names,
        port: options.ports?.git,
        log: options.log,
      }),
    );
    const clusters: { cluster: RunningCluster; token: string }[] = [];
    for (const name of names) {
      const cluster = keep(
        await startCluster({
          ...options,
          name,
          folder: path.join(folder, 'clusters', name),
        }),
      );
      const token = await prepareCluster(cluster, {
        fleetUrl: fleetUrl(git),
        publicKeyPem: await fs.readFile(signing.publicKeyFile, 'utf8'),
      });
      clusters.push({ cluster, token });
    }
    return {
      registry,
      git,
      clusters: clusters.map(({ cluster }) => cluster),
      signing,
      appConfig: buildAppConfig({
        registryHost: registry.host,
        git,
        clusters: clusters.map(({ cluster, token }) => ({
          name: cluster.name,
          url: cluster.url,
          caData: cluster.caData,
          token,
        })),
        signing,
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns the portal's token for the cluster */
async function prepareCluster(
  { name, kubectl }: RunningCluster,
  options: { readonly fleetUrl: string; readonly publicKeyPem: string },
): Promise<string> {
  await kubectl.apply([
    namespace(MODELS_NAMESPACE),
    ...fluxBootstrap({ environment: name, ...options }),
  ]);
  return await grantPortalAccess(kubectl);
}
