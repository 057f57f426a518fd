import {
  buildArgoApplicationSet,
  buildEnvironmentFiles,
} from '@waybill/backstage-plugin-waybill-common';
import type { KubernetesManifest } from '../../../controlPlane';
import { waitUntil } from '../../../processes';
import { expect, expectEqual, type Check } from '../../check';
import {
  refresh,
  servingHealth,
  untilApplication,
  type Application,
} from './applications';
import { PROJECT, type ArgoPlace } from './ArgoPlace';
import { DELIVERIES, projectOf } from './deliveries';
import {
  applicationOf,
  deliverFromGit,
  deliverFromRegistry,
  objectsOf,
  type DeliveredModel,
} from './deliveredModels';

interface InferenceService {
  readonly spec: {
    readonly predictor: { readonly model: { readonly storageUri: string } };
  };
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string }[];
  };
}

const kubectlOf = ({ plane }: ArgoPlace) => plane.clusters[0].kubectl;

/** The real Argo CD takes what is generated, and says of models what is so. */
export function argocdChecks(place: ArgoPlace): Check[] {
  const models: DeliveredModel[] = [];
  return [
    {
      name: 'Argo CD takes the project of a team',
      run: () => kubectlOf(place).apply([projectOf(place)]),
    },
    ...DELIVERIES.map(([how, prepare]) => ({
      name: `Argo CD syncs a model ${how}`,
      run: async () => {
        const model = await prepare(place);
        await kubectlOf(place).apply(objectsOf(model));
        await expectSynced(place, model);
        models.push(model);
      },
    })),
    healthCheck(place, models),
    driftCheck(place, models),
    brokenModelCheck(place),
    newVersionCheck(place, models),
    projectCheck(place),
    applicationSetCheck(place),
  ];
}

async function expectSynced(
  place: ArgoPlace,
  model: DeliveredModel,
): Promise<void> {
  const { status } = await untilApplication(
    place,
    applicationOf(model),
    `is synced to ${model.revision}`,
    ({ status: seen }) =>
      seen?.sync?.status === 'Synced' &&
      seen.sync.revision === model.revision &&
      seen.operationState?.phase === 'Succeeded',
  );
  expectEqual(status?.conditions ?? [], [], 'complaints of Argo CD');
  const service = await waitUntil(
    async () => {
      const found = await kubectlOf(place).find<InferenceService>([
        'inferenceservice',
        model.name,
        '--namespace',
        model.namespace,
      ]);
      const isReady = found?.status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      );
      return isReady ? found : undefined;
    },
    {
      what: `KServe to serve ${model.name}`,
      deadlineMs: 120_000,
      signal: place.signal,
    },
  );
  expectEqual(
    service.spec.predictor.model.storageUri,
    model.storageUri,
    'the model that is served',
  );
}

function healthCheck(
  place: ArgoPlace,
  models: readonly DeliveredModel[],
): Check {
  return {
    name: 'Argo CD shows ready models as Healthy with our health, and as Progressing with its own',
    async run() {
      expect(models.length > 0, 'no model was synced');
      for (const model of models) {
        const own = await refresh(place, applicationOf(model));
        expectEqual(servingHealth(own).status, 'Progressing', model.name);
        expectEqual(own.status?.health?.status, 'Progressing', model.name);
      }
      await applyHealth(place);
      for (const model of models) {
        await untilApplication(
          place,
          applicationOf(model),
          'is healthy',
          application =>
            application.status?.health?.status === 'Healthy' &&
            servingHealth(application).status === 'Healthy',
        );
      }
    },
  };
}

/** As the environment's README says: what others have written into the ConfigMap stays. */
async function applyHealth(place: ArgoPlace): Promise<void> {
  const { git } = place.plane;
  const file = buildEnvironmentFiles({
    environment: { name: 'dev', namespace: 'models' },
    engine: 'argo-cd',
    fleet: { url: `${git.url}/ml/fleet`, branch: 'main', path: 'clusters/dev' },
    tenant: PROJECT,
    project: { sourceRepos: [`${git.url}/${git.username}/*`] },
  }).find(({ path }) => path === 'bootstrap/dev/argocd-cm.yaml');
  expect(file !== undefined, 'there is no health among the files');
  await kubectlOf(place).run(
    ['apply', '--server-side', '--field-manager', 'waybill', '--filename', '-'],
    { input: file.content },
  );
}

function driftCheck(
  place: ArgoPlace,
  models: readonly DeliveredModel[],
): Check {
  return {
    name: 'Argo CD sees no drift in what KServe adds to a model',
    async run() {
      expect(models.length > 0, 'no model was synced');
      for (const model of models) {
        const { status } = await refresh(place, applicationOf(model));
        expectEqual(status?.sync?.status, 'Synced', model.name);
        expectEqual(status?.history?.length, 1, `syncs of ${model.name}`);
      }
    },
  };
}

function brokenModelCheck(place: ArgoPlace): Check {
  return {
    name: 'Argo CD says Degraded, and why, of a model that nobody can serve',
    async run() {
      const model = await deliverFromGit(place, 'iris-broken', {
        modelFormat: 'nosuch',
      });
      await kubectlOf(place).apply(objectsOf(model));
      const application = await untilApplication(
        place,
        applicationOf(model),
        'is degraded',
        ({ status }) => status?.health?.status === 'Degraded',
      );
      const { message } = servingHealth(application);
      expect(
        message?.includes('NoSupportingRuntime') ?? false,
        `it says only: ${message}`,
      );
    },
  };
}

function newVersionCheck(
  place: ArgoPlace,
  models: readonly DeliveredModel[],
): Check {
  return {
    name: 'Argo CD follows a range of versions to the next one',
    async run() {
      const before = models.find(({ name }) => name === 'iris-range');
      expect(before !== undefined, 'the model by range was not synced');
      const next = await deliverFromRegistry(place, before.name, 'semver', {
        version: '1.1.0',
      });
      expect(next.revision !== before.revision, 'both versions are the same');
      await refresh(place, applicationOf(next));
      await expectSynced(place, next);
    },
  };
}

function projectCheck(place: ArgoPlace): Check {
  return {
    name: 'Argo CD keeps a team within its project',
    async run() {
      const model = await deliverFromGit(place, 'iris-escape');
      const spec = {
        ...model.spec,
        environment: { name: 'dev', namespace: 'kube-system' },
      };
      await kubectlOf(place).apply(
        objectsOf({ ...model, spec, namespace: 'iris-escape' }),
      );
      const isRefused = ({ status }: Application) =>
        status?.conditions?.some(
          ({ type, message }) =>
            type === 'InvalidSpecError' && message.includes('kube-system'),
        ) ?? false;
      await untilApplication(
        place,
        applicationOf(model),
        'is refused',
        isRefused,
      );
    },
  };
}

function applicationSetCheck(place: ArgoPlace): Check {
  return {
    name: 'Argo CD makes the applications of an ApplicationSet',
    async run() {
      const model = await deliverFromGit(place, 'iris-set');
      const [namespace] = objectsOf(model);
      await kubectlOf(place).apply([
        namespace,
        buildArgoApplicationSet([model.spec]) as KubernetesManifest,
      ]);
      await expectSynced(place, model);
    },
  };
}
