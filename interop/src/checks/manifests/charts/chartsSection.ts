import path from 'node:path';
import {
  buildDeployFiles,
  type ModelDeclaration,
  PROFILE_PRESETS,
  renderEnvironment,
} from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  planHelmChart,
  pushPackage,
} from '@waybill/backstage-plugin-waybill-node';
import { parseAllDocuments } from 'yaml';
import { startRegistry } from '../../../controlPlane';
import { runSuccessfully } from '../../../processes';
import { type Check, expect, expectEqual } from '../../check';
import type { ManifestSection } from '../ManifestSection';
import { canonicalJson } from '../matrix/distinctObjects';

const VERSION = '1.2.0';

/** A chart that was pushed by Waybill, in the eyes of the real Helm. */
export const chartsSection: ManifestSection = {
  name: 'charts',
  async run({ tools, runner, folder: root, signal }, keep) {
    const folder = path.join(root, 'charts');
    const registry = keep(
      await startRegistry({
        folder: path.join(folder, 'registry'),
        tools,
        signal,
      }),
    );
    const place: ChartPlace = {
      host: registry.host,
      folder,
      helm: args =>
        runSuccessfully(tools.path('helm'), args, {
          env: helmHome(folder),
          signal,
        }),
      declaration: declarationIn(registry.host),
    };
    await runner.runAll(chartChecks(place));
  },
};

interface ChartPlace {
  readonly host: string;
  readonly folder: string;
  /** Standard output, and what Helm says beside it. */
  readonly helm: (
    args: readonly string[],
  ) => Promise<{ readonly stdout: string; readonly stderr: string }>;
  readonly declaration: ModelDeclaration;
}

function chartChecks(place: ChartPlace): Check[] {
  const { declaration, host, folder, helm } = place;
  const repository = `oci://${host}/charts/iris`;
  const pulled = path.join(folder, 'pulled');
  return [
    {
      name: 'helm pulls a chart that was pushed, with the digest that it was pushed with',
      async run(signal) {
        const digest = await pushChart(place, signal);
        const { stdout, stderr } = await helm([
          'pull',
          repository,
          '--version',
          VERSION,
          '--plain-http',
          '--untar',
          '--untardir',
          pulled,
        ]);
        expect(
          `${stdout}${stderr}`.includes(digest),
          `helm pull says another digest than ${digest}: ${stdout}${stderr}`,
        );
        const { stdout: chart } = await helm([
          'show',
          'chart',
          path.join(pulled, 'iris'),
        ]);
        expect(
          chart.includes(`version: ${VERSION}`),
          `helm show chart does not say the version that was pushed: ${chart}`,
        );
      },
    },
    {
      name: 'helm renders each environment from the registry, with the values in the chart',
      async run() {
        for (const { name, namespace } of declaration.environments) {
          const values = path.join(
            pulled,
            'iris/environments',
            name,
            'values.yaml',
          );
          const { stdout } = await helm([
            'template',
            declaration.name,
            repository,
            '--version',
            VERSION,
            '--plain-http',
            `--namespace=${namespace}`,
            `--values=${values}`,
          ]);
          expectEqual(
            objectsOf(parseAllDocuments(stdout).map(each => each.toJS())),
            objectsOf(renderEnvironment(declaration, name)),
            `what helm renders for ${name}`,
          );
        }
      },
    },
    {
      name: 'helm refuses the chart where no environment says which version runs',
      async run() {
        const refusal = await helm([
          'template',
          declaration.name,
          path.join(pulled, 'iris'),
        ]).then(
          () => 'nothing',
          (error: Error) => error.message,
        );
        expect(
          refusal.includes('digest'),
          `helm template without values says ${refusal}`,
        );
      },
    },
  ];
}

async function pushChart(
  { declaration, host }: ChartPlace,
  signal: AbortSignal,
): Promise<string> {
  const plan = planHelmChart(buildDeployFiles(declaration), {
    version: VERSION,
  });
  await pushPackage(
    new HttpRegistryClient([{ host, plainHttp: true }]),
    { host, path: 'charts/iris' },
    plan,
    { tag: VERSION, signal },
  );
  return plan.descriptor.digest;
}

function declarationIn(host: string): ModelDeclaration {
  return {
    name: 'iris',
    package: {
      repository: `${host}/models/iris`,
      version: '1.0.0',
      digest: `sha256:${'a'.repeat(64)}`,
    },
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'oci' },
    },
    environments: (['dev', 'staging', 'production'] as const).map(name => ({
      name,
      namespace: name,
      profile: PROFILE_PRESETS[name],
    })),
    form: 'helm',
  };
}

function objectsOf(objects: readonly unknown[]): string[] {
  return objects
    .filter(object => object !== null)
    .map(object => canonicalJson(object))
    .sort();
}

/** Nothing of the person's own Helm takes part. */
function helmHome(folder: string): Record<string, string> {
  return {
    HELM_CACHE_HOME: path.join(folder, 'cache'),
    HELM_CONFIG_HOME: path.join(folder, 'config'),
    HELM_DATA_HOME: path.join(folder, 'data'),
  };
}
