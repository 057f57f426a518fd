import { promises as fs } from 'node:fs';
import path from 'node:path';
import { findFreePorts, ProcessStack, waitUntil } from '../processes';
import type { Tools } from '../tools';
import { findCrdFiles } from './customResources';
import { FLUX_NAMESPACE, kustomizeController, sourceController } from './flux';
import {
  KSERVE_NAMESPACE,
  kserveConfiguration,
  kserveManager,
  kserveWebhooks,
} from './kserve';
import {
  apiServer,
  CLUSTER_PORTS,
  controllerManager,
  etcd,
  kubeconfigFile,
  newToken,
  scheduler,
  writeCredentials,
  writeKubeconfig,
  type ClusterSettings,
} from './kubernetes';
import { Kubectl, type KubernetesManifest } from './Kubectl';
import { fakeNode, kwok, writeStages } from './kwok';

export interface StartClusterOptions {
  readonly name: string;
  readonly folder: string;
  readonly tools: Tools;
  /** Folder with CustomResourceDefinitions to be used instead of those of the modules. */
  readonly crds?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A real control plane: Kubernetes, Flux, KServe; kwok in place of nodes. */
export interface RunningCluster {
  readonly name: string;
  readonly url: string;
  readonly adminToken: string;
  /** Base64 of PEM. */
  readonly caData: string;
  /** Path of a file. */
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  /** Folder with one log for each process. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts all processes of a cluster; those that run are stopped when one fails. */
export async function startCluster(
  options: StartClusterOptions,
): Promise<RunningCluster> {
  const { folder, tools, signal } = options;
  const log = options.log ?? (() => {});
  await fs.mkdir(folder, { recursive: true });
  const settings: ClusterSettings = {
    name: options.name,
    folder,
    tools,
    ports: await findFreePorts(CLUSTER_PORTS),
    adminToken: newToken(),
  };
  const processes = new ProcessStack(folder, signal);
  try {
    await writeCredentials(settings);
    await processes.start(etcd(settings));
    await processes.start(apiServer(settings));
    log(`${options.name}: the API server serves`);
    const caData = await writeKubeconfig(settings);
    const kubeconfig = kubeconfigFile(settings);
    const kubectl = new Kubectl({
      file: tools.path('kubectl'),
      kubeconfig,
      home: path.join(folder, 'kubectl'),
    });
    await processes.start(controllerManager(settings));
    await processes.start(scheduler(settings));
    await addCustomResources(kubectl, tools, options.crds);
    await kubectl.apply([
      ...[KSERVE_NAMESPACE, FLUX_NAMESPACE].map(namespace),
      fakeNode(),
    ]);
    await processes.start(kwok(settings, await writeStages(settings)));
    await processes.start(await sourceController(settings));
    await processes.start(kustomizeController(settings));
    log(`${options.name}: Kubernetes and Flux run`);
    await kubectl.apply(await kserveConfiguration(settings));
    await processes.start(await kserveManager(settings));
    await kubectl.apply(await kserveWebhooks(settings));
    log(`${options.name}: KServe runs`);
    return {
      name: options.name,
      url: `https://127.0.0.1:${settings.ports.apiServer}`,
      adminToken: settings.adminToken,
      caData,
      kubeconfig,
      kubectl,
      folder,
      stop: () => processes.stop(),
    };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

export function namespace(name: string): KubernetesManifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

async function addCustomResources(
  kubectl: Kubectl,
  tools: Tools,
  override?: string,
): Promise<void> {
  await kubectl.applyFiles(await findCrdFiles(tools, override));
  // Not `kubectl wait`: it gives up on a definition whose conditions nobody has written yet.
  await waitUntil(
    async () => {
      const { items } = await kubectl.getJson<{ items: CustomResource[] }>([
        'customresourcedefinition',
      ]);
      return items.every(isEstablished) ? true : undefined;
    },
    {
      what: 'the API server to serve all custom resources',
      deadlineMs: 60_000,
    },
  );
}

interface CustomResource {
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string }[];
  };
}

function isEstablished({ status }: CustomResource): boolean {
  return (
    status?.conditions?.some(
      condition =>
        condition.type === 'Established' && condition.status === 'True',
    ) ?? false
  );
}
