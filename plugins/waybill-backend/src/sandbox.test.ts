/** The plugin as it is installed, on the sandbox's clusters, registry and Git remote. */
import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { ModelOverview } from '@waybill/backstage-plugin-waybill-common';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxCluster,
} from '@waybill/sandbox';
import request from 'supertest';
import { waitFor } from './__testUtils__/waitFor';
import { waybillPlugin } from './plugin';

// A signing key is made with scrypt and three clusters start: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

const ANY_PORT = { registry: 0, git: 0, dev: 0, staging: 0, production: 0 };
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('waybillPlugin on the sandbox', () => {
  let dir: string;
  let sandbox: RunningSandbox;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  const publish = jest.fn();

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-backend-'));
    sandbox = await startSandbox({ stateDir: dir, ports: ANY_PORT });
    backend = await startTestBackend({
      features: [
        waybillPlugin,
        mockServices.rootConfig.factory({ data: sandbox.appConfig as never }),
        mockServices.urlReader.mock({
          readUrl: async url => {
            throw new NotFoundError(`${url} is not there`);
          },
        }).factory,
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({ publish }),
        }),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Resource',
              metadata: {
                name: 'iris',
                namespace: 'default',
                annotations: {
                  'waybill.dev/repository': `${sandbox.registry.host}/models/iris`,
                  'backstage.io/source-location': `url:${sandbox.git.url}/waybill/iris/src/branch/main/`,
                },
              },
              spec: { type: 'ai-model', owner: 'team-ml' },
            },
          ],
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await sandbox?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const overview = async (): Promise<ModelOverview> =>
    (
      await request(backend.server).get(
        '/api/waybill/models/resource/default/iris',
      )
    ).body;

  const placementIn = async (environment: string) => {
    const found = (await overview()).placements.find(
      each => each.environment.name === environment,
    );
    if (!found) {
      throw new Error(`no placement in ${environment}`);
    }
    return found;
  };

  async function call(
    { url, token, caData }: SandboxCluster,
    method: string,
    pathname: string,
    body: object,
  ): Promise<void> {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      https
        .request(new URL(pathname, url), {
          method,
          ca: Buffer.from(caData, 'base64'),
          headers: {
            authorization: `Bearer ${token}`,
            'content-type':
              method === 'PATCH'
                ? 'application/merge-patch+json'
                : 'application/json',
          },
        })
        .on('error', reject)
        .on('response', response => {
          response.resume();
          resolve(response.statusCode);
        })
        .end(JSON.stringify(body));
    });
    if (status === undefined || status >= 300) {
      throw new Error(`${method} ${pathname} was answered with ${status}`);
    }
  }

  it('sees what a cluster does, tells pages of it, and names a cluster that is away', async () => {
    const [dev] = sandbox.clusters;
    await waitFor(
      async () => (await placementIn('dev')).presence === 'absent',
      'word from dev',
    );
    publish.mockClear();

    await call(
      dev,
      'POST',
      '/apis/serving.kserve.io/v1beta1/namespaces/models/inferenceservices',
      {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: {
          name: 'iris',
          namespace: 'models',
          annotations: { 'serving.kserve.io/deploymentMode': 'Standard' },
        },
        spec: {
          predictor: {
            model: {
              modelFormat: { name: 'sklearn' },
              storageUri: `oci://${sandbox.registry.host}/models/iris@${DIGEST}`,
            },
          },
        },
      },
    );
    const placement = await waitFor(async () => {
      const found = await placementIn('dev');
      return (
        found.pods.some(({ state }) => /ImagePull|ErrImage/.test(state)) &&
        found
      );
    }, 'a pod that cannot pull an image that does not exist');

    expect(placement).toMatchObject({
      presence: 'delivered',
      serving: { kind: 'InferenceService', name: 'iris', namespace: 'models' },
    });
    expect(
      placement.waybill.hops.find(({ name }) => name === 'running')?.status,
    ).not.toBe('Current');
    expect(publish.mock.calls.map(([{ message }]) => message)).toContainEqual({
      type: 'placement-changed',
      repository: `${sandbox.registry.host}/models/iris`,
      environment: 'dev',
    });

    await sandbox.breakIt('cluster:dev');
    const broken = await waitFor(async () => {
      const found = await overview();
      return found.problems.some(({ source }) => source === 'cluster') && found;
    }, 'the cluster as a problem');

    expect(broken.problems).toEqual([
      {
        source: 'cluster',
        name: 'dev',
        message: expect.stringContaining("Cluster 'dev'"),
        lastGoodAt: expect.any(String),
      },
    ]);
    expect(JSON.stringify(broken)).not.toContain(dev.token);
    expect(
      broken.placements.find(
        ({ environment }) => environment.name === 'staging',
      )?.presence,
    ).toBe('absent');

    await sandbox.mend('cluster:dev');
    await waitFor(
      async () => (await overview()).problems.length === 0,
      'the cluster again',
    );
  });
});
