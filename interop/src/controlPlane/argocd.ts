import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  findFreePorts,
  ProcessStack,
  waitUntil,
  type ProcessSpec,
} from '../processes';
import type { Tools } from '../tools';
import type { KubernetesManifest } from './Kubectl';
import { namespace, type RunningCluster } from './startCluster';

export const ARGOCD_NAMESPACE = 'argocd';

/** Programs that Argo CD runs on, beside those of a control plane. */
export const ARGOCD_TOOLS: readonly string[] = ['argocd', 'helm', 'kustomize'];

export interface ArgoCdOptions {
  readonly cluster: RunningCluster;
  readonly tools: Tools;
  /** A Redis server's program. */
  readonly redis: string;
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/** What delivers from Git and registries, with its own defaults: no health of ours, no project but its own. */
export interface RunningArgoCd {
  stop(): Promise<void>;
}

const PORTS = [
  'redis',
  'repoServer',
  'repoMetrics',
  'controllerMetrics',
  'setMetrics',
  'setHealth',
  'setWebhook',
] as const;
type ArgoCdPorts = Record<(typeof PORTS)[number], number>;

/** Starts Redis, the repo server and both controllers against a cluster; those that run are stopped when one fails. */
export async function startArgoCd(
  options: ArgoCdOptions,
): Promise<RunningArgoCd> {
  const { cluster, folder, signal } = options;
  await fs.mkdir(folder, { recursive: true });
  const ports = await findFreePorts(PORTS);
  const processes = new ProcessStack(folder, signal);
  try {
    await addDefinitions(options);
    await cluster.kubectl.apply(configuration(cluster));
    await processes.start(redis(options, ports));
    await processes.start(repoServer(options, ports));
    await processes.start(applicationController(options, ports));
    await processes.start(applicationSetController(options, ports));
    return { stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

async function addDefinitions({
  cluster: { kubectl },
  tools,
}: ArgoCdOptions): Promise<void> {
  const folder = path.join(
    await tools.moduleFolder('argocd'),
    'manifests',
    'crds',
  );
  const kinds = ['application', 'applicationset', 'appproject'];
  await kubectl.applyFiles(
    kinds.map(kind => path.join(folder, `${kind}-crd.yaml`)),
  );
  await waitUntil(
    async () => {
      const { exitCode } = await kubectl.attempt([
        'get',
        'applications,applicationsets,appprojects',
      ]);
      return exitCode === 0 ? true : undefined;
    },
    { what: 'the API server to serve Argo CD’s kinds', deadlineMs: 60_000 },
  );
}

/** What its installation would have left, and the cluster by its address: there is no DNS of Services here. */
function configuration(cluster: RunningCluster): KubernetesManifest[] {
  const part = { 'app.kubernetes.io/part-of': 'argocd' };
  const metadata = (name: string, labels: Record<string, string> = {}) => ({
    name,
    namespace: ARGOCD_NAMESPACE,
    labels: { ...part, 'app.kubernetes.io/name': name, ...labels },
  });
  return [
    namespace(ARGOCD_NAMESPACE),
    ...['argocd-cm', 'argocd-rbac-cm'].map(name => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(name),
    })),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret'),
      stringData: { 'server.secretkey': cluster.adminToken },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('cluster', {
        'argocd.argoproj.io/secret-type': 'cluster',
      }),
      stringData: {
        name: cluster.name,
        server: cluster.url,
        config: JSON.stringify({
          bearerToken: cluster.adminToken,
          tlsClientConfig: { caData: cluster.caData },
        }),
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace: ARGOCD_NAMESPACE },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
  ];
}

function redis(
  { redis: file }: ArgoCdOptions,
  ports: ArgoCdPorts,
): ProcessSpec {
  return {
    name: 'redis',
    file,
    args: ['--port', String(ports.redis), '--bind', '127.0.0.1', '--save', ''],
    health: { type: 'port', port: ports.redis },
  };
}

/** One program plays all parts of Argo CD, by the name that it is told. */
function argoProcess(
  { cluster, tools, folder }: ArgoCdOptions,
  name: string,
  spec: Pick<ProcessSpec, 'args' | 'health'>,
): ProcessSpec {
  const programs = ['kustomize', 'helm'].map(tool =>
    path.dirname(tools.path(tool)),
  );
  return {
    name,
    file: tools.path('argocd'),
    env: {
      ARGOCD_BINARY_NAME: name,
      ARGOCD_GPG_ENABLED: 'false',
      // The default is one socket for the whole machine.
      ARGOCD_ASK_PASS_SOCK: path.join(folder, 'ask-pass.sock'),
      ARGOCD_RECONCILIATION_JITTER: '0',
      ARGOCD_RECONCILIATION_TIMEOUT: '10s',
      // Otherwise the health of a resource is told by Argo CD's own API alone.
      ARGOCD_APPLICATION_CONTROLLER_PERSIST_RESOURCE_HEALTH: 'true',
      GIT_CONFIG_NOSYSTEM: '1',
      HOME: folder,
      // The controller of ApplicationSets takes no flag for it.
      KUBECONFIG: cluster.kubeconfig,
      PATH: [...programs, process.env.PATH].join(':'),
      TMPDIR: folder,
    },
    ...spec,
  };
}

function repoServer(options: ArgoCdOptions, ports: ArgoCdPorts): ProcessSpec {
  return argoProcess(options, 'argocd-repo-server', {
    args: [
      `--redis=127.0.0.1:${ports.redis}`,
      '--disable-tls',
      '--address=127.0.0.1',
      `--port=${ports.repoServer}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${ports.repoMetrics}`,
    ],
    health: { type: 'port', port: ports.repoServer },
  });
}

function applicationController(
  options: ArgoCdOptions,
  ports: ArgoCdPorts,
): ProcessSpec {
  return argoProcess(options, 'argocd-application-controller', {
    args: [
      `--kubeconfig=${options.cluster.kubeconfig}`,
      `--namespace=${ARGOCD_NAMESPACE}`,
      `--redis=127.0.0.1:${ports.redis}`,
      `--repo-server=127.0.0.1:${ports.repoServer}`,
      '--repo-server-plaintext',
      `--metrics-port=${ports.controllerMetrics}`,
    ],
    health: { type: 'port', port: ports.controllerMetrics },
  });
}

function applicationSetController(
  options: ArgoCdOptions,
  ports: ArgoCdPorts,
): ProcessSpec {
  return argoProcess(options, 'argocd-applicationset-controller', {
    args: [
      `--namespace=${ARGOCD_NAMESPACE}`,
      `--argocd-repo-server=127.0.0.1:${ports.repoServer}`,
      '--repo-server-plaintext',
      '--enable-leader-election=false',
      `--metrics-addr=127.0.0.1:${ports.setMetrics}`,
      `--probe-addr=127.0.0.1:${ports.setHealth}`,
      `--webhook-addr=127.0.0.1:${ports.setWebhook}`,
    ],
    health: { type: 'port', port: ports.setHealth },
  });
}
