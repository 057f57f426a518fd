import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpsServer } from 'node:https';
import path from 'node:path';
import { listenOnLoopback } from '../http';
import { Admission } from './Admission';
import { type ApiContext } from './api';
import { ensureCertificates } from './certificates';
import { createApiHandler } from './http';
import { KindCatalog } from './kinds';
import type { KubernetesObject } from './KubernetesObject';
import { GarbageCollector, NamespaceLifecycle } from './lifecycle';
import { LocalClusterClient } from './LocalClusterClient';
import { PodLogs } from './PodLogs';
import type {
  ClusterOptions,
  Kubeconfig,
  RunningCluster,
} from './RunningCluster';
import { Journal, ObjectStore } from './store';

/** Starts a Kubernetes API server on loopback whose objects, authority and token survive a restart. */
export async function startCluster(
  options: ClusterOptions,
): Promise<RunningCluster> {
  const { name, stateDir, log = () => {}, now = () => new Date() } = options;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const certificates = await ensureCertificates(
    path.join(stateDir, 'pki'),
    name,
    now(),
  );
  const token = ensureToken(path.join(stateDir, 'token'));
  const store = new ObjectStore(
    new Journal(path.join(stateDir, 'objects.jsonl')),
  );
  const api: ApiContext = {
    store,
    kinds: new KindCatalog(),
    admission: new Admission(),
    now,
  };
  const controllers = [new NamespaceLifecycle(api), new GarbageCollector(api)];
  const podLogs = new PodLogs();
  const { certificate: cert, key } = certificates;
  const server: HttpsServer = createServer(
    { cert, key },
    createApiHandler({ api, podLogs, token, log }),
  );
  const listening = await listenOnLoopback(server, {
    port: options.port,
    what: name,
  });
  const url = `https://${listening.host}`;
  const caData = Buffer.from(certificates.authority).toString('base64');
  const client = new LocalClusterClient(api);
  log(`cluster ${name} listens on ${url}`);
  return {
    name,
    url,
    token,
    caData,
    kubeconfig: kubeconfigOf({ name, url, token, caData }),
    client,
    podLogs,
    admission: api.admission,
    applyObjects: objects => applyObjects(client, objects),
    stop: async () => {
      controllers.forEach(controller => controller.stop());
      await listening.stop();
      store.close();
    },
  };
}

/** Namespaces first: what lives in them comes after, whatever the order given. */
function applyObjects(
  client: LocalClusterClient,
  objects: readonly KubernetesObject[],
): void {
  const rank = (object: KubernetesObject) =>
    object.kind === 'Namespace' ? 0 : 1;
  for (const object of [...objects].sort(
    (left, right) => rank(left) - rank(right),
  )) {
    client.patch({ kind: object.kind, ...object.metadata }, object, {
      type: 'apply',
      manager: 'sandbox-bootstrap',
      force: true,
    });
  }
}

function ensureToken(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = randomBytes(24).toString('base64url');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

function kubeconfigOf(cluster: {
  name: string;
  url: string;
  token: string;
  caData: string;
}): Kubeconfig {
  const { name, url, token, caData } = cluster;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server: url, 'certificate-authority-data': caData } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
}
