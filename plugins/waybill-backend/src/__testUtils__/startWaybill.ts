import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { waybillPlugin } from '../plugin';
import { MemoryRegistryClient } from '@waybill/backstage-plugin-waybill-node';
import { RegistryContentsReader } from '../contents/RegistryContentsReader';
import {
  clusterReadersServiceRef,
  contentsReaderServiceRef,
  packageReaderServiceRef,
} from '../services/serviceRefs';
import { FakeClusterReader } from './FakeClusterReader';
import { FakePackageReader } from './FakePackageReader';
import { DIGEST, REPOSITORY, service } from './goldenObjects';
import { waitFor } from './waitFor';

const UPLOADS = path.join(os.tmpdir(), `waybill-test-${process.pid}`);
const SOURCE = 'http://git.example.com/ml/iris/src/branch/main/';

const DECLARED = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: iris}
spec: {predictor: {model: {storageUri: "oci://${REPOSITORY}@${DIGEST}"}}}
`;

const CONFIG = {
  kubernetes: {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: ['dev', 'production'].map(name => ({
          name,
          url: 'https://127.0.0.1:1',
          authProvider: 'serviceAccount',
          serviceAccountToken: 'secret-token',
        })),
      },
    ],
  },
  waybill: {
    isSandbox: true,
    uploads: {
      directory: UPLOADS,
      maxBytes: 200_000,
    },
    environments: [
      {
        name: 'dev',
        title: 'Development',
        cluster: 'dev',
        namespace: 'models',
        platform: { kserve: 'v0.20.0', storagePrefixes: ['kit://'] },
      },
      { name: 'production', cluster: 'production', namespace: 'models' },
    ],
  },
};

function entity(
  name: string,
  annotations: Record<string, string>,
  type = 'ai-model',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'team-ml' },
  };
}

const ENTITIES = [
  entity('iris', {
    'waybill.dev/repository': REPOSITORY,
    'backstage.io/source-location': `url:${SOURCE}`,
  }),
  entity('unpackaged', {}),
  entity('database', { 'waybill.dev/repository': REPOSITORY }, 'database'),
];

/** Runs the plugin in a backend, with a registry, clusters, Git and a catalog that do what a test says. */
export async function startWaybill(
  features: BackendFeature[] = [],
  catalog: BackendFeature = catalogServiceMock.factory({
    entities: ENTITIES,
  }),
  prepare?: (given: {
    readonly packages: FakePackageReader;
    readonly registry: MemoryRegistryClient;
  }) => Promise<void>,
) {
  const dev = new FakeClusterReader('dev');
  const production = new FakeClusterReader('production');
  const packages = new FakePackageReader();
  const registry = new MemoryRegistryClient();
  packages.tags.set('1.0.0', DIGEST);
  packages.signed.add(DIGEST);
  await prepare?.({ packages, registry });
  const publish = jest.fn();
  const readUrl = jest.fn(async (url: string) => {
    if (!url.includes('/dev/')) {
      throw new NotFoundError(`${url} is not there`);
    }
    return { buffer: async () => Buffer.from(DECLARED), etag: 'etag-1' };
  });
  const backend = await startTestBackend({
    features: [
      waybillPlugin,
      mockServices.rootConfig.factory({ data: CONFIG }),
      catalog,
      mockServices.urlReader.mock({ readUrl }).factory,
      createServiceFactory({
        service: clusterReadersServiceRef,
        deps: {},
        factory: () => [dev, production],
      }),
      createServiceFactory({
        service: packageReaderServiceRef,
        deps: {},
        factory: () => packages,
      }),
      createServiceFactory({
        service: contentsReaderServiceRef,
        deps: {},
        factory: () => new RegistryContentsReader(registry),
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({ publish }),
      }),
      ...features,
    ],
  });
  await waitFor(
    () => dev.watches.size > 0 && production.watches.size > 0,
    'watches',
  );
  const messages = () => publish.mock.calls.map(([signal]) => signal.message);
  let isShippedThere = false;
  /** All that happened before has been told of: what production tells comes after it. */
  const settle = async () => {
    const before = messages().filter(
      ({ environment }) => environment === 'production',
    ).length;
    isShippedThere = !isShippedThere;
    const type = isShippedThere ? ('upserted' as const) : ('deleted' as const);
    await production.tell(
      'InferenceService',
      { type, object: service() },
      'models',
    );
    await waitFor(
      () =>
        messages().filter(({ environment }) => environment === 'production')
          .length > before,
      'word of production',
    );
  };
  return {
    stop: async () => {
      await backend.stop();
      await rm(UPLOADS, { recursive: true, force: true });
    },
    settle,
    server: backend.server,
    dev,
    production,
    packages,
    registry,
    publish,
    messages,
    readUrl,
  };
}
