import {
  buildDeliveryObjects,
  buildEnvironmentFiles,
  buildFleetEntry,
  type DeliveryEngine,
  type EnvironmentFilesInput,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { parse } from 'yaml';
import { FLUX_NAMESPACE, type KubernetesManifest } from '../../../controlPlane';
import { runSuccessfully, waitUntil } from '../../../processes';
import { expect, expectEqual, type Check } from '../../check';
import {
  isReady,
  untilFlux,
  untilKustomization,
  type FluxObject,
} from './fluxObjects';
import { untilApplication } from './applications';
import { PROJECT, type ArgoPlace } from './ArgoPlace';
import {
  commitTo,
  deliverFromGit,
  deliverFromRegistry,
  type ModelChange,
} from './deliveredModels';

const FLEETS: Readonly<Record<DeliveryEngine, string>> = {
  // The plane's own, from which its Flux was started.
  flux: 'fleet',
  'argo-cd': 'argo-fleet',
};

interface HelmChart extends FluxObject {
  readonly status?: FluxObject['status'] & {
    readonly artifact?: { readonly url: string };
  };
}

/** What no model needs: somebody who may do everything. */
const GREEDY: RepositoryFile = {
  path: 'base/greedy.yaml',
  content: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: greedy
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: ServiceAccount
    name: default
`,
};

/** Environments as they come out of the fleet repository: the team's rights must suffice, and reach no further. */
export function fleetChecks(place: ArgoPlace): Check[] {
  return [
    {
      name: 'Flux brings up an environment, and a model of it as its team',
      run: async () => {
        await enrol(place, 'flux', 'iris-team');
        await untilKustomization(place, 'iris-team', 'is ready', isReady);
      },
    },
    {
      name: 'Flux calls a model healthy whose Deployment an autoscaler has changed',
      run: () => expectHealthyWhenScaled(place, 'iris-team'),
    },
    {
      name: 'Flux gives a team no more than its models',
      run: async () => {
        await enrol(place, 'flux', 'iris-greedy', { files: [GREEDY] });
        await untilKustomization(
          place,
          'iris-greedy',
          'is refused',
          ({ status }) =>
            status?.conditions?.some(
              ({ type, status: value, message }) =>
                type === 'Ready' &&
                value === 'False' &&
                message.includes('forbidden'),
            ) ?? false,
        );
      },
    },
    {
      name: 'Flux builds a chart of a registry with the values of an environment',
      run: () => expectChartBuilt(place),
    },
    {
      name: 'Argo CD brings up an environment, and a model of it',
      run: async () => {
        await enrol(place, 'argo-cd', 'iris-fleet');
        await untilApplication(
          place,
          'iris-fleet-dev',
          'is healthy',
          ({ status }) =>
            status?.sync?.status === 'Synced' &&
            status.health?.status === 'Healthy',
        );
      },
    },
  ];
}

/** Commits the environment and one model to the fleet repository; Argo CD is pointed to it, Flux looks there anyway. */
async function enrol(
  place: ArgoPlace,
  engine: DeliveryEngine,
  name: string,
  change: ModelChange = {},
): Promise<void> {
  const { git, clusters } = place.plane;
  const [{ kubectl, url: server }] = clusters;
  const model = await deliverFromGit(place, name, change);
  const input: EnvironmentFilesInput = {
    environment: { name: 'dev', namespace: name },
    engine,
    fleet: {
      url: `${git.url}/${git.username}/${FLEETS[engine]}`,
      branch: 'main',
      path: 'clusters/dev',
    },
    tenant: PROJECT,
    ...(engine === 'argo-cd' && {
      project: {
        name: 'fleet-team',
        sourceRepos: [`${git.url}/${git.username}/*`],
        destinationServer: server,
      },
    }),
  };
  const files = buildEnvironmentFiles(input);
  const { project: _project, destinationServer: _server, ...spec } = model.spec;
  const entry = buildFleetEntry(
    engine === 'flux'
      ? {
          ...spec,
          engine,
          serviceAccountName: `${PROJECT}-delivery`,
          interval: '5s',
        }
      : { ...model.spec, project: 'fleet-team' },
    'clusters/dev',
  );
  await commitTo(place, FLEETS[engine], [
    ...files.filter(({ path }) => path.startsWith('clusters/')),
    entry,
  ]);
  if (engine === 'flux') return;
  const fleet = files.find(({ path }) => path === 'bootstrap/dev/fleet.yaml');
  expect(fleet !== undefined, 'nothing points Argo CD to the fleet');
  const application = parse(fleet.content);
  // There is no DNS here in which a cluster finds itself.
  application.spec.destination.server = server;
  await kubectl.apply([application]);
}

interface Generations {
  readonly metadata: { readonly generation: number };
  readonly status?: { readonly observedGeneration?: number };
}

/** KServe copies the Deployment's count of changes into the InferenceService, where Flux compares it with another. */
async function expectHealthyWhenScaled(
  place: ArgoPlace,
  name: string,
): Promise<void> {
  const [{ kubectl }] = place.plane.clusters;
  const within = ['--namespace', name];
  await kubectl.run([
    ...['scale', 'deployment', `${name}-predictor`, '--replicas=2'],
    ...within,
  ]);
  await waitUntil(
    async () => {
      const { metadata, status } = await kubectl.getJson<Generations>([
        ...['inferenceservice', name, ...within],
      ]);
      const observed = status?.observedGeneration ?? metadata.generation;
      return observed > metadata.generation ? true : undefined;
    },
    {
      what: 'KServe to count the changes of the Deployment',
      deadlineMs: 60_000,
      signal: place.signal,
    },
  );
  const token = new Date().toISOString();
  await kubectl.run([
    ...['annotate', 'kustomizations.kustomize.toolkit.fluxcd.io', name],
    ...['--namespace', FLUX_NAMESPACE, '--overwrite'],
    `reconcile.fluxcd.io/requestedAt=${token}`,
  ]);
  await untilKustomization(
    place,
    name,
    'is ready again',
    object =>
      isReady(object) && object.status?.lastHandledReconcileAt === token,
  );
}

/** The part of a HelmRelease that Flux' source-controller does: Helm's own controller cannot be built here. */
async function expectChartBuilt(place: ArgoPlace): Promise<void> {
  const model = await deliverFromRegistry(place, 'iris-flux-chart', 'tag', {
    form: 'helm',
  });
  const { project: _project, destinationServer: _server, ...spec } = model.spec;
  if (spec.source.type !== 'oci') throw new Error('no source in a registry');
  const [repository, release] = buildDeliveryObjects({
    ...spec,
    engine: 'flux',
    source: { ...spec.source, verification: 'none' },
  });
  const { chart } = release.spec as {
    readonly chart: { readonly spec: object };
  };
  const [{ kubectl }] = place.plane.clusters;
  await kubectl.apply([
    repository,
    { ...repository, kind: 'HelmChart', spec: chart.spec },
  ] as KubernetesManifest[]);
  const built = await untilFlux<HelmChart>(
    place,
    'helmcharts.source.toolkit.fluxcd.io',
    model.name,
    'is built',
    isReady,
  );
  const { stdout } = await runSuccessfully(
    'tar',
    [
      '--extract',
      '--gzip',
      '--to-stdout',
      '--file',
      '-',
      `${model.name}/values.yaml`,
    ],
    { input: await download(built.status?.artifact?.url) },
  );
  const { repository: name, digest } = parse(stdout).model;
  // The chart itself pins nothing: the digest is in the environment's file.
  expectEqual(`oci://${name}@${digest}`, model.storageUri, 'what is pinned');
}

async function download(url: string | undefined): Promise<Buffer> {
  expect(url !== undefined, 'nothing was built');
  const response = await fetch(url);
  expectEqual(response.status, 200, 'the answer of Flux’ storage');
  return Buffer.from(await response.arrayBuffer());
}
