import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { ProcessSpec } from '../processes';
import type { Tools } from '../tools';

/** Ports of one cluster's processes. */
export const CLUSTER_PORTS = [
  'etcdClient',
  'etcdPeer',
  'apiServer',
  'controllerManager',
  'scheduler',
  'kwok',
  'sourceStorage',
  'sourceMetrics',
  'sourceHealth',
  'kustomizeMetrics',
  'kustomizeHealth',
  'kserveWebhook',
  'kserveMetrics',
  'kserveHealth',
] as const;

export type ClusterPorts = Record<(typeof CLUSTER_PORTS)[number], number>;

/** What every process of one cluster is made from. */
export interface ClusterSettings {
  readonly name: string;
  /** Holds configuration, logs and data of this cluster. */
  readonly folder: string;
  readonly tools: Tools;
  readonly ports: ClusterPorts;
  /** Bearer token of a member of `system:masters`. */
  readonly adminToken: string;
}

export function kubeconfigFile(settings: ClusterSettings): string {
  return path.join(settings.folder, 'kubeconfig.yaml');
}

export function newToken(): string {
  return randomBytes(24).toString('hex');
}

/** Writes the key for service account tokens and the list of static tokens. */
export async function writeCredentials(
  settings: ClusterSettings,
): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const files = {
    'sa.pub': publicKey,
    'sa.key': privateKey,
    'tokens.csv': `${settings.adminToken},admin,admin,"system:masters"\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    await fs.writeFile(path.join(settings.folder, name), content, {
      mode: 0o600,
    });
  }
}

export function etcd({ tools, ports }: ClusterSettings): ProcessSpec {
  const client = `http://127.0.0.1:${ports.etcdClient}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: 'etcd',
    file: tools.path('etcd'),
    args: [
      '--data-dir=etcd',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--log-level=warn',
      // The data is thrown away at the end of the run.
      '--unsafe-no-fsync',
    ],
    health: { type: 'http', url: `${client}/health` },
  };
}

export function apiServer({
  tools,
  ports,
  adminToken,
}: ClusterSettings): ProcessSpec {
  return {
    name: 'kube-apiserver',
    file: tools.path('kube-apiserver'),
    args: [
      `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
      `--secure-port=${ports.apiServer}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--cert-dir=certificates',
      '--service-account-key-file=sa.pub',
      '--service-account-signing-key-file=sa.key',
      '--service-account-issuer=https://kubernetes.default.svc',
      '--token-auth-file=tokens.csv',
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      // KServe's definitions take a busy machine longer than the usual minute.
      '--request-timeout=5m',
      // Pods would wait for the token volume of a service account that no kubelet mounts.
      '--disable-admission-plugins=ServiceAccount',
    ],
    health: {
      type: 'http',
      url: `https://127.0.0.1:${ports.apiServer}/readyz`,
      headers: { authorization: `Bearer ${adminToken}` },
    },
  };
}

/**
 * Certificate that the API server has made for 127.0.0.1 at its start, together with its issuer. KServe's webhook
 * server, on the same address, serves with it as well.
 */
export function servingCertificate({ folder }: ClusterSettings): {
  certificate: string;
  key: string;
} {
  return {
    certificate: path.join(folder, 'certificates', 'apiserver.crt'),
    key: path.join(folder, 'certificates', 'apiserver.key'),
  };
}

/** @returns the certificate authority as base64 of PEM */
export async function writeKubeconfig(
  settings: ClusterSettings,
): Promise<string> {
  const { certificate } = servingCertificate(settings);
  const caData = (await fs.readFile(certificate)).toString('base64');
  const { name, ports, adminToken } = settings;
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: `https://127.0.0.1:${ports.apiServer}`,
          'certificate-authority-data': caData,
        },
      },
    ],
    users: [{ name: 'admin', user: { token: adminToken } }],
    contexts: [{ name, context: { cluster: name, user: 'admin' } }],
    'current-context': name,
  };
  await fs.writeFile(kubeconfigFile(settings), stringify(content), {
    mode: 0o600,
  });
  return caData;
}

export function controllerManager(settings: ClusterSettings): ProcessSpec {
  const { tools, ports } = settings;
  return {
    name: 'kube-controller-manager',
    file: tools.path('kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfigFile(settings)}`,
      '--service-account-private-key-file=sa.key',
      '--use-service-account-credentials=false',
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.controllerManager}`,
      '--cert-dir=certificates-controller-manager',
    ],
    health: { type: 'port', port: ports.controllerManager },
  };
}

export function scheduler(settings: ClusterSettings): ProcessSpec {
  const { tools, ports } = settings;
  return {
    name: 'kube-scheduler',
    file: tools.path('kube-scheduler'),
    args: [
      `--kubeconfig=${kubeconfigFile(settings)}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.scheduler}`,
      '--cert-dir=certificates-scheduler',
    ],
    health: { type: 'port', port: ports.scheduler },
  };
}
