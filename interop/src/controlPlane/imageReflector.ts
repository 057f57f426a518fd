import { promises as fs } from 'node:fs';
import path from 'node:path';
import { findFreePorts, ProcessStack, waitUntil } from '../processes';
import type { Tools } from '../tools';
import { FLUX_NAMESPACE } from './flux';
import type { RunningCluster } from './startCluster';

/** Programs that Flux' image reflector runs on, beside those of a control plane. */
export const IMAGE_REFLECTOR_TOOLS: readonly string[] = [
  'image-reflector-controller',
];

/** Starts the controller that lists the tags of registries and decides which one a policy takes. */
export async function startImageReflector(options: {
  readonly cluster: RunningCluster;
  readonly tools: Tools;
  readonly folder: string;
  readonly signal?: AbortSignal;
}): Promise<{ stop(): Promise<void> }> {
  const { cluster, tools, folder, signal } = options;
  const storage = path.join(folder, 'storage');
  await fs.mkdir(storage, { recursive: true });
  await addDefinitions(options);
  const ports = await findFreePorts(['metrics', 'health']);
  const processes = new ProcessStack(folder, signal);
  try {
    await processes.start({
      name: 'image-reflector-controller',
      file: tools.path('image-reflector-controller'),
      args: [
        '--events-addr=',
        '--enable-leader-election=false',
        `--storage-path=${storage}`,
        `--metrics-addr=127.0.0.1:${ports.metrics}`,
        `--health-addr=127.0.0.1:${ports.health}`,
      ],
      env: {
        KUBECONFIG: cluster.kubeconfig,
        RUNTIME_NAMESPACE: FLUX_NAMESPACE,
      },
      health: {
        type: 'http',
        url: `http://127.0.0.1:${ports.health}/readyz`,
      },
    });
    return { stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

async function addDefinitions({
  cluster: { kubectl },
  tools,
}: {
  readonly cluster: RunningCluster;
  readonly tools: Tools;
}): Promise<void> {
  const folder = path.join(
    await tools.moduleFolder('image-reflector-controller'),
    'config',
    'crd',
    'bases',
  );
  const files = (await fs.readdir(folder)).filter(name =>
    name.endsWith('.yaml'),
  );
  await kubectl.applyFiles(files.map(name => path.join(folder, name)));
  await waitUntil(
    async () => {
      const { exitCode } = await kubectl.attempt([
        'get',
        'imagerepositories,imagepolicies',
      ]);
      return exitCode === 0 ? true : undefined;
    },
    { what: 'the API server to serve image policies', deadlineMs: 60_000 },
  );
}
