import { promises as fs } from 'node:fs';
import path from 'node:path';
import { startApiServer } from '../../../controlPlane';
import { repositoryFile } from '../../../portal';
import { READ_MODULES } from '../../../tools/toolList';
import { expect, type Check } from '../../check';
import type { ManifestSection } from '../ManifestSection';
import { ApiClient } from './ApiClient';
import { readDefinitions } from './definitions';
import { formChecks } from './formChecks';
import { MatrixFailures } from './MatrixFailures';
import { describeCounts, matrixTable } from './matrixTable';
import type { MatrixRun } from './MatrixRun';
import { renderMatrix } from './renderMatrix';
import { schemaChecks } from './schemaChecks';
import { prepareServer, serverChecks } from './serverChecks';
import { ToolCounts } from './ToolCounts';

const TABLE_FILE = 'docs/reference/declaration-matrix.md';

/** Every combination of what can be declared, in the eyes of the real API server and of the tools. */
export const matrixSection: ManifestSection = {
  name: 'matrix',
  async run({ tools, runner, folder: root, log, signal, write }, keep) {
    const folder = path.join(root, 'matrix');
    await fs.mkdir(folder, { recursive: true });
    const run: MatrixRun = {
      matrix: renderMatrix(),
      tools,
      folder,
      counts: new ToolCounts(),
      signal,
    };
    log(
      `${run.matrix.written.length} declarations are written, ${run.matrix.refused.length} refused`,
    );
    await runner.runAll(contradictionChecks(run));
    const definitions = await readDefinitions(tools);
    await runner.runAll(schemaChecks(run, definitions));
    const server = keep(
      await startApiServer({ folder: path.join(folder, 'api'), tools, signal }),
    );
    const client = new ApiClient(server, signal);
    keep({ stop: async () => client.close() });
    await prepareServer(client, definitions);
    log('the API server serves all definitions');
    await runner.runAll(serverChecks(run, client));
    await runner.runAll(formChecks(run));
    await runner.runAll(tableChecks(run, write));
    runner.say(`\n${describeCounts(run.matrix, run.counts)}\n`);
  },
};

function contradictionChecks({ matrix }: MatrixRun): Check[] {
  return [
    {
      name: 'what has a problem is refused, and what has none is written',
      async run() {
        const failures = new MatrixFailures();
        matrix.contradictions.forEach(each => failures.add('declared', each));
        failures.throwIfAny();
        expect(
          matrix.written.length > 0 && matrix.refused.length > 0,
          'the matrix holds no declaration that is written, or none that is refused',
        );
      },
    },
  ];
}

function tableChecks(run: MatrixRun, write: boolean): Check[] {
  return [
    {
      name: `${TABLE_FILE} says what came out`,
      async run() {
        const file = repositoryFile(TABLE_FILE);
        const text = matrixTable(run.matrix, run.counts, versionsOf(run));
        if (write) await fs.writeFile(file, text);
        const written = await fs.readFile(file, 'utf8').catch(() => '');
        expect(
          written === text,
          `${TABLE_FILE} is not what came out: run \`yarn test:interop manifests --section matrix --write\` and look at the change`,
        );
      },
    },
  ];
}

export function versionsOf({ tools }: MatrixRun): Record<string, string> {
  const version = (text: string) => text.replace(/^v/, '');
  return {
    Kubernetes: version(tools.version('kube-apiserver')),
    KServe: version(tools.version('kserve-manager')),
    'Flux source-controller': version(tools.version('source-controller')),
    'kustomize-controller': version(tools.version('kustomize-controller')),
    'helm-controller': version(READ_MODULES['helm-controller'].version),
    'Argo CD': version(READ_MODULES['argo-cd'].version),
    'Gateway API': version(READ_MODULES['gateway-api'].version),
    KEDA: version(READ_MODULES.keda.version),
    'prometheus-operator': version(READ_MODULES['prometheus-operator'].version),
    kustomize: version(tools.version('kustomize')),
    helm: version(tools.version('helm')),
    kubeconform: version(tools.version('kubeconform')),
  };
}
