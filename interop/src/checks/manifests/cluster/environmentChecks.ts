import {
  renderEnvironment,
  type ModelDeclaration,
  type ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import { expectEqual, type Check } from '../../check';
import {
  ENVIRONMENTS,
  isTrue,
  kindArgument,
  kubectlOf,
  untilObject,
  type ClusterPlace,
  type EnvironmentName,
} from './ClusterPlace';
import { findMissing } from './containment';
import {
  commitToGit,
  declare,
  deliveriesOf,
  digestOf,
  pushToRegistry,
  withCanary,
} from './declaredModels';

interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly env?: readonly { name: string; value?: string }[];
          readonly resources?: {
            readonly limits?: Readonly<Record<string, string>>;
          };
        }[];
      };
    };
  };
}

const SERVER: ServingSpec = {
  kind: 'Deployment',
  image: `registry.example.com/servers/fastapi@${digestOf('server')}`,
  delivery: 'image-volume',
};

/** The real Flux applies what is declared, and the three environments differ by it. */
export function environmentChecks(place: ClusterPlace): Check[] {
  return [
    {
      name: 'Flux applies a model from Git to three environments, and KServe serves it',
      run: async () => {
        const declaration = declare(place, 'iris-git', {
          profiles: withCanary('1.1.0'),
        });
        const source = await commitToGit(place, declaration);
        await kubectlOf(place).apply(deliveriesOf(declaration, source));
        await expectDelivered(place, declaration);
      },
    },
    {
      name: 'the environments of an InferenceService differ as declared',
      run: () => expectServedDifferently(place, 'iris-git'),
    },
    {
      name: 'KServe runs a canary beside the stable version',
      run: () => expectCanary(place, 'iris-git'),
    },
    registryCheck(place),
    {
      name: 'Flux applies a plain Deployment from Git, and it becomes ready',
      run: async () => {
        const declaration = declare(place, 'server', { serving: SERVER });
        const source = await commitToGit(place, declaration);
        await kubectlOf(place).apply(deliveriesOf(declaration, source));
        await expectDelivered(place, declaration);
        for (const namespace of ENVIRONMENTS) {
          await untilObject(
            place,
            { kind: 'Deployment.v1.apps', name: 'server', namespace },
            'is available',
            found => isTrue(found, 'Available'),
          );
        }
      },
    },
  ];
}

/** Flux takes only what is signed, and the newest of it. */
function registryCheck(place: ClusterPlace): Check {
  return {
    name: 'Flux applies signed manifests from a registry to three environments, takes a newer version, and refuses an unsigned one',
    run: async () => {
      const first = declare(place, 'iris-oci');
      const source = await pushToRegistry(place, first, { isSigned: true });
      await kubectlOf(place).apply(deliveriesOf(first, source));
      await expectDelivered(place, first);
      const second = declare(place, 'iris-oci', { version: '1.1.0' });
      await pushToRegistry(place, second, { isSigned: true });
      await expectDelivered(place, second);
      await pushToRegistry(
        place,
        declare(place, 'iris-oci', { version: '1.2.0' }),
        { isSigned: false },
      );
      for (const namespace of ENVIRONMENTS) {
        await untilObject(
          place,
          { kind: 'OCIRepository', name: 'iris-oci', namespace },
          'refuses what nobody signed',
          found => !isTrue(found, 'SourceVerified') && !isTrue(found, 'Ready'),
        );
      }
      await expectDelivered(place, second);
    },
  };
}

/** Everything that was declared is there, with every field that was written, and is ready. */
async function expectDelivered(
  place: ClusterPlace,
  declaration: ModelDeclaration,
): Promise<void> {
  for (const { name: environment } of declaration.environments) {
    for (const object of renderEnvironment(declaration, environment)) {
      const { name, namespace = '' } = object.metadata;
      let missing: string | undefined;
      await untilObject(
        place,
        { kind: kindArgument(object), name, namespace },
        'has every field that was written',
        found => {
          const { metadata, ...fields } = object;
          missing = findMissing(found, {
            ...fields,
            metadata: {
              labels: metadata.labels ?? {},
              annotations: metadata.annotations ?? {},
            },
          });
          return missing === undefined;
        },
      ).catch(error => {
        throw missing
          ? new Error(`${name} in ${namespace}: ${missing}`, { cause: error })
          : error;
      });
    }
    await untilObject(
      place,
      {
        kind: 'Kustomization.v1.kustomize.toolkit.fluxcd.io',
        name: declaration.name,
        namespace: environment,
      },
      'is applied and healthy',
      found => isTrue(found, 'Ready'),
    );
  }
}

interface ModelServer {
  readonly replicas: number;
  readonly gpus?: string;
  readonly cpu?: string;
  readonly log?: string;
}

function readServer({ spec }: Deployment): ModelServer {
  const server = spec.template.spec.containers.find(
    container => container.name === 'kserve-container',
  );
  const { limits } = server?.resources ?? {};
  return {
    replicas: spec.replicas,
    gpus: limits?.['nvidia.com/gpu'],
    cpu: limits?.cpu,
    log: server?.env?.find(({ name }) => name === 'KSERVE_LOGLEVEL')?.value,
  };
}

/** An autoscaler may take a moment until its lower bound is reached. */
async function expectServer(
  place: ClusterPlace,
  name: string,
  namespace: EnvironmentName,
  wanted: ModelServer,
): Promise<void> {
  let last: ModelServer | undefined;
  try {
    await untilObject(
      place,
      { kind: 'Deployment.v1.apps', name, namespace },
      'is as declared',
      found => {
        last = readServer(found as unknown as Deployment);
        return JSON.stringify(last) === JSON.stringify(wanted);
      },
    );
  } catch {
    expectEqual(last, wanted, `${name} in ${namespace}`);
  }
}

async function expectServedDifferently(
  place: ClusterPlace,
  name: string,
): Promise<void> {
  const deployment = `${name}-predictor`;
  const expected: readonly [EnvironmentName, ModelServer][] = [
    ['dev', { replicas: 1, gpus: undefined, cpu: '500m', log: 'DEBUG' }],
    // Of the four that are declared KServe gives one to the canary.
    ['staging', { replicas: 3, gpus: '2', cpu: '1', log: 'INFO' }],
    ['production', { replicas: 3, gpus: '4', cpu: '2', log: 'WARNING' }],
  ];
  for (const [environment, server] of expected) {
    await expectServer(place, deployment, environment, server);
  }
  const { items } = await kubectlOf(place).getJson<{
    items: readonly {
      metadata: { namespace: string; name: string };
      spec: { minReplicas: number; maxReplicas: number };
    }[];
  }>(['horizontalpodautoscaler', '--all-namespaces']);
  expectEqual(
    items
      .filter(({ metadata }) => metadata.name === deployment)
      .map(({ metadata, spec }) => [
        metadata.namespace,
        spec.minReplicas,
        spec.maxReplicas,
      ]),
    [['production', 3, 6]],
    'autoscalers',
  );
}

async function expectCanary(place: ClusterPlace, name: string): Promise<void> {
  await expectServer(place, `${name}-canary-predictor`, 'staging', {
    replicas: 1,
    gpus: '2',
    cpu: '1',
    log: 'INFO',
  });
  const service = await untilObject(
    place,
    { kind: 'InferenceService', name, namespace: 'staging' },
    'has its canary ready',
    found => isTrue(found, 'CanaryPredictorReady'),
  );
  const statuses = (service.status?.canaryStatuses ?? []) as readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly trafficPercent: number;
  }[];
  expectEqual(
    statuses.map(({ name: canaryName, ready, trafficPercent }) => [
      canaryName,
      ready,
      trafficPercent,
    ]),
    [['canary', true, 25]],
    'what KServe says of the canary',
  );
}
