import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { ProcessSpec } from '../processes';
import { kubeconfigFile, type ClusterSettings } from './kubernetes';
import type { KubernetesManifest } from './Kubectl';

/** Stages of kwok's own module that make its pods run, complete and go, and its node report. */
const STAGE_FILES = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'pod/fast/pod-ready.yaml',
  'pod/fast/pod-complete.yaml',
  'pod/fast/pod-delete.yaml',
];

interface Stage {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly next: { statusTemplate?: string } };
}

const CONTAINER_IMAGE = '- image: {{ .image | Quote }}\n';

/**
 * A kubelet reports as `imageID` what it has pulled; kwok's stage says nothing. The digest of an image that is named
 * by digest is what a kubelet would have pulled; one that is named by tag stays without.
 */
const IMAGE_ID =
  '  {{ if contains "@sha256:" .image }}imageID: {{ .image | Quote }}{{ end }}\n';

/** @throws where kwok's stage is not written as expected: the addition would silently be lost */
export function addImageIds(stage: Stage): Stage {
  const template = stage.spec.next.statusTemplate ?? '';
  const parts = template.split(CONTAINER_IMAGE);
  if (parts.length !== 3) {
    throw new Error(
      `kwok's Stage ${
        stage.metadata.name
      } sets the status of containers and init containers ${
        parts.length - 1
      } times where 2 were expected: this version of kwok needs another way to set imageID`,
    );
  }
  const statusTemplate = parts.join(CONTAINER_IMAGE + IMAGE_ID);
  return { ...stage, spec: { ...stage.spec, next: { statusTemplate } } };
}

/** Writes the stages file and gives its path. */
export async function writeStages({
  folder,
  tools,
}: ClusterSettings): Promise<string> {
  const source = path.join(
    await tools.moduleFolder('kwok'),
    'kustomize',
    'stage',
  );
  const stages: string[] = [];
  for (const name of STAGE_FILES) {
    const text = await fs.readFile(path.join(source, name), 'utf8');
    for (const document of parseAllDocuments(text)) {
      const stage = document.toJS() as Stage;
      stages.push(
        stringify(
          stage.metadata.name === 'pod-ready' ? addImageIds(stage) : stage,
        ),
      );
    }
  }
  const file = path.join(folder, 'stages.yaml');
  await fs.writeFile(file, stages.join('---\n'));
  return file;
}

export function kwok(
  settings: ClusterSettings,
  stagesFile: string,
): ProcessSpec {
  const { tools, ports } = settings;
  return {
    name: 'kwok',
    file: tools.path('kwok'),
    args: [
      `--kubeconfig=${kubeconfigFile(settings)}`,
      '--manage-all-nodes=true',
      `--config=${stagesFile}`,
      // Without a lease the node turns NotReady after 40 s and every Deployment loses its pods.
      '--node-lease-duration-seconds=40',
      `--server-address=127.0.0.1:${ports.kwok}`,
    ],
    health: { type: 'http', url: `http://127.0.0.1:${ports.kwok}/healthz` },
  };
}

/** The one node, large enough for whatever the suite deploys. */
export function fakeNode(): KubernetesManifest {
  const resources = { cpu: '64', memory: '256Gi', pods: '200' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'node-0',
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        type: 'kwok',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': 'node-0',
      },
    },
    status: { allocatable: resources, capacity: resources },
  };
}
