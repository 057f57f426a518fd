import { promises as fs } from 'node:fs';
import path from 'node:path';
import { findFreePorts, ProcessStack } from '../processes';
import type { Tools } from '../tools';
import { Kubectl } from './Kubectl';
import {
  apiServer,
  CLUSTER_PORTS,
  etcd,
  kubeconfigFile,
  newToken,
  writeCredentials,
  writeKubeconfig,
  type ClusterSettings,
} from './kubernetes';

/** An API server and its store, with no controller behind it: for what only has to be accepted. */
export interface RunningApiServer {
  readonly url: string;
  readonly adminToken: string;
  /** Base64 of PEM. */
  readonly caData: string;
  readonly kubectl: Kubectl;
  stop(): Promise<void>;
}

export async function startApiServer(options: {
  readonly folder: string;
  readonly tools: Tools;
  readonly signal?: AbortSignal;
}): Promise<RunningApiServer> {
  const { folder, tools, signal } = options;
  await fs.mkdir(folder, { recursive: true });
  const settings: ClusterSettings = {
    name: 'api',
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
    return {
      url: `https://127.0.0.1:${settings.ports.apiServer}`,
      adminToken: settings.adminToken,
      caData: await writeKubeconfig(settings),
      kubectl: new Kubectl({
        file: tools.path('kubectl'),
        kubeconfig: kubeconfigFile(settings),
        home: path.join(folder, 'kubectl'),
      }),
      stop: () => processes.stop(),
    };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}
