import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../../processes';
import { expect, expectEqual } from '../check';
import type { KubectlContext } from './ClusterUnderTest';

const SHORT_NAMES = [
  ['isvc', 'serving.kserve.io/v1beta1', 'InferenceService'],
  ['ks', 'kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
  ['gitrepo', 'source.toolkit.fluxcd.io/v1', 'GitRepository'],
  ['ocirepo', 'source.toolkit.fluxcd.io/v1', 'OCIRepository'],
  ['deploy', 'apps/v1', 'Deployment'],
  ['po', 'v1', 'Pod'],
];

/** Discovery: kinds are found by the names that people type. */
export async function discovery({ kubectl }: KubectlContext): Promise<void> {
  const { stdout } = await kubectl.run(['api-resources', '--no-headers']);
  const rows = stdout.split('\n').map(line => line.trim().split(/\s+/));
  for (const [shortName, apiVersion, kind] of SHORT_NAMES) {
    const row = rows.find(
      columns =>
        columns.includes(apiVersion) && columns[columns.length - 1] === kind,
    );
    expect(row !== undefined, `${apiVersion} ${kind} is not served`);
    expect(
      row[1].split(',').includes(shortName),
      `${kind} has not the short name ${shortName} but ${row[1]}`,
    );
  }
  await kubectl.run(['version']);
}

/** An InferenceService from `apply` to logs, in the words of kubectl. */
export async function serving(context: KubectlContext): Promise<void> {
  const { kubectl, namespace } = context;
  const ns = ['-n', namespace];
  const modelcar = await pushModelcar(context);
  await kubectl.apply([
    {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'iris',
        namespace,
        annotations: { 'serving.kserve.io/deploymentMode': 'Standard' },
      },
      spec: {
        predictor: {
          model: {
            modelFormat: { name: 'sklearn' },
            storageUri: `oci://${modelcar}`,
          },
        },
      },
    },
  ]);
  await kubectl.run([
    'wait',
    ...ns,
    '--for=condition=Ready',
    'isvc/iris',
    '--timeout=60s',
  ]);
  const table = await kubectl.run(['get', ...ns, 'isvc']);
  expectEqual(
    table.stdout.split('\n')[0].trim().split(/\s+/),
    [
      'NAME',
      'URL',
      'READY',
      'PREV',
      'LATEST',
      'PREVROLLEDOUTREVISION',
      'LATESTREADYREVISION',
      'AGE',
    ],
    'columns of InferenceServices',
  );
  const deployments = await kubectl.run(['get', ...ns, 'deploy', '-o', 'wide']);
  expect(
    /iris-predictor\s+1\/1\s+1\s+1/.test(deployments.stdout),
    `the Deployment is shown as\n${deployments.stdout}`,
  );
  await kubectl.run([
    'rollout',
    'status',
    ...ns,
    'deployment/iris-predictor',
    '--timeout=30s',
  ]);
  const pods = await kubectl.run(['get', ...ns, 'pods', '-o', 'wide']);
  expect(
    /iris-predictor-\S+\s+2\/2\s+Running/.test(pods.stdout),
    `the pod is shown as\n${pods.stdout}`,
  );
  for (const what of ['isvc/iris', 'pods']) {
    const described = await kubectl.run(['describe', ...ns, what]);
    expect(
      described.stdout.includes(modelcar),
      `describe ${what} does not name the modelcar:\n${described.stdout}`,
    );
  }
  await kubectl.run(['get', ...ns, 'events']);
  if (context.hasLogs) {
    const logs = await kubectl.run([
      'logs',
      ...ns,
      'deployment/iris-predictor',
      '-c',
      'kserve-container',
      '--tail=5',
    ]);
    expect(logs.stdout.trim() !== '', 'the container has printed nothing');
  }
  await kubectl.run(['delete', ...ns, 'isvc/iris']);
  await kubectl.run([
    'wait',
    ...ns,
    '--for=delete',
    'deployment/iris-predictor',
    '--timeout=60s',
  ]);
}

/** @returns an image with a model, by digest */
async function pushModelcar({
  tools,
  registryHost,
  folder,
}: KubectlContext): Promise<string> {
  const work = await fs.mkdtemp(path.join(folder, 'modelcar-'));
  await fs.mkdir(path.join(work, 'models'));
  await fs.writeFile(path.join(work, 'models', 'model.joblib'), 'a model');
  const layer = path.join(work, 'layer.tar');
  await runSuccessfully('tar', ['-cf', layer, '-C', work, 'models']);
  const image = `${registryHost}/kubectl/iris`;
  const { stdout } = await runSuccessfully(
    tools.path('crane'),
    [
      'append',
      '--oci-empty-base',
      '--insecure',
      '-f',
      layer,
      '-t',
      `${image}:1.0.0`,
    ],
    { env: { HOME: work } },
  );
  return stdout.trim();
}
