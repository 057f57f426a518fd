import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  startControlPlane,
  startImageReflector,
  type Kubectl,
} from '../../../controlPlane';
import type { Tools } from '../../../tools';
import type { ManifestSection } from '../ManifestSection';
import { automationChecks } from './automationChecks';
import { ENVIRONMENTS, type ClusterPlace } from './ClusterPlace';
import { environmentChecks } from './environmentChecks';
import { platformChecks } from './platformChecks';
import { refusalChecks } from './refusalChecks';
import { storageChecks } from './storageChecks';

/** What is declared goes all the way: the real Flux applies it, the real KServe serves it. */
export const clusterSection: ManifestSection = {
  name: 'cluster',
  async run({ tools, runner, folder, crds, log, signal }, keep) {
    const home = path.join(folder, 'cluster');
    const plane = keep(
      await startControlPlane({
        folder: path.join(home, 'plane'),
        tools,
        clusters: ['dev'],
        crds,
        log,
        signal,
      }),
    );
    const [cluster] = plane.clusters;
    keep(
      await startImageReflector({
        cluster,
        tools,
        folder: path.join(home, 'image-reflector'),
        signal,
      }),
    );
    log('the image reflector of Flux runs');
    const publicKey = await fs.readFile(plane.signing.publicKeyFile, 'utf8');
    await prepareEnvironments(cluster.kubectl, tools, publicKey);
    const place: ClusterPlace = { plane, tools, folder: home, signal };
    await runner.runAll([
      ...platformChecks(place),
      ...automationChecks(place),
      ...environmentChecks(place),
      ...storageChecks(place),
      ...refusalChecks(place),
    ]);
  },
};

/** What a platform team would have prepared: namespaces, the key of the manifests, GPUs, the monitoring's kinds. */
export async function prepareEnvironments(
  kubectl: Kubectl,
  tools: Tools,
  publicKey: string,
): Promise<void> {
  const monitoring = path.join(
    await tools.readFolder('prometheus-operator'),
    'example/prometheus-operator-crd',
  );
  await kubectl.applyFiles(
    ['podmonitors', 'servicemonitors'].map(name =>
      path.join(monitoring, `monitoring.coreos.com_${name}.yaml`),
    ),
  );
  await kubectl.apply(
    ENVIRONMENTS.flatMap(namespace => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'cosign-pub', namespace },
        stringData: { 'cosign.pub': publicKey },
      },
    ]),
  );
  const gpus = { 'nvidia.com/gpu': '64' };
  await kubectl.run([
    'patch',
    'node',
    'node-0',
    '--subresource=status',
    '--type=merge',
    `--patch=${JSON.stringify({
      status: { capacity: gpus, allocatable: gpus },
    })}`,
  ]);
}
