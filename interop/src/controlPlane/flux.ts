import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { ProcessSpec } from '../processes';
import { kubeconfigFile, type ClusterSettings } from './kubernetes';
import type { KubernetesManifest } from './Kubectl';

export const FLUX_NAMESPACE = 'flux-system';

export async function sourceController(
  settings: ClusterSettings,
): Promise<ProcessSpec> {
  const { folder, tools, ports } = settings;
  const storage = path.join(folder, 'flux-storage');
  await fs.mkdir(storage, { recursive: true });
  return {
    name: 'source-controller',
    file: tools.path('source-controller'),
    args: [
      '--events-addr=',
      '--enable-leader-election=false',
      `--storage-path=${storage}`,
      `--storage-addr=127.0.0.1:${ports.sourceStorage}`,
      `--storage-adv-addr=127.0.0.1:${ports.sourceStorage}`,
      `--metrics-addr=127.0.0.1:${ports.sourceMetrics}`,
      `--health-addr=127.0.0.1:${ports.sourceHealth}`,
    ],
    env: fluxEnvironment(settings),
    health: {
      type: 'http',
      url: `http://127.0.0.1:${ports.sourceHealth}/readyz`,
    },
  };
}

export function kustomizeController(settings: ClusterSettings): ProcessSpec {
  const { tools, ports } = settings;
  return {
    name: 'kustomize-controller',
    file: tools.path('kustomize-controller'),
    args: [
      '--events-addr=',
      '--enable-leader-election=false',
      `--metrics-addr=127.0.0.1:${ports.kustomizeMetrics}`,
      `--health-addr=127.0.0.1:${ports.kustomizeHealth}`,
    ],
    env: fluxEnvironment(settings),
    health: {
      type: 'http',
      url: `http://127.0.0.1:${ports.kustomizeHealth}/readyz`,
    },
  };
}

function fluxEnvironment(settings: ClusterSettings): Record<string, string> {
  return {
    KUBECONFIG: kubeconfigFile(settings),
    RUNTIME_NAMESPACE: FLUX_NAMESPACE,
  };
}

/**
 * What `flux bootstrap` would have left: the fleet repository as source, this cluster's folder of it applied, and the
 * public key with which manifests are verified.
 */
export function fluxBootstrap(options: {
  readonly environment: string;
  readonly fleetUrl: string;
  readonly publicKeyPem: string;
}): KubernetesManifest[] {
  const metadata = { name: 'fleet', namespace: FLUX_NAMESPACE };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cosign-pub', namespace: FLUX_NAMESPACE },
      stringData: { 'cosign.pub': options.publicKeyPem },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        interval: '5s',
        url: options.fleetUrl,
        ref: { branch: 'main' },
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '1m',
        retryInterval: '5s',
        path: `./clusters/${options.environment}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
      },
    },
  ];
}
