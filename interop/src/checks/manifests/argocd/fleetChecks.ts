import {
  buildEnvironmentFiles,
  buildFleetEntry,
  type DeliveryEngine,
  type EnvironmentFilesInput,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { parse } from 'yaml';
import { FLUX_NAMESPACE } from '../../../controlPlane';
import { waitUntil } from '../../../processes';
import { expect, type Check } from '../../check';
import { untilApplication } from './applications';
import { PROJECT, type ArgoPlace } from './ArgoPlace';
import { commitTo, deliverFromGit, type ModelChange } from './deliveredModels';

const FLEETS: Readonly<Record<DeliveryEngine, string>> = {
  // The plane's own, from which its Flux was started.
  flux: 'fleet',
  'argo-cd': 'argo-fleet',
};

interface Kustomization {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

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

function isReady({ status }: Kustomization): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: value }) => type === 'Ready' && value === 'True',
    ) ?? false
  );
}

async function untilKustomization(
  { plane, signal }: ArgoPlace,
  name: string,
  what: string,
  is: (object: Kustomization) => boolean,
): Promise<void> {
  const [{ kubectl }] = plane.clusters;
  let last: Kustomization | undefined;
  await waitUntil(
    async () => {
      last = await kubectl.find<Kustomization>([
        'kustomizations.kustomize.toolkit.fluxcd.io',
        name,
        '--namespace',
        FLUX_NAMESPACE,
      ]);
      return last && is(last) ? true : undefined;
    },
    {
      what: `the Kustomization ${name}: ${what}`,
      deadlineMs: 120_000,
      intervalMs: 500,
      signal,
      describe: () => JSON.stringify(last?.status ?? 'not there', null, 1),
    },
  );
}
