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
import { startSandbox, type SandboxCluster } from '@waybill/sandbox';
import request from 'supertest';
import { waybillPlugin } from '../plugin';

const ANY_PORT = { registry: 0, git: 0, dev: 0, staging: 0, production: 0 };
const MODEL = '/api/waybill/models/resource/default/iris';

/** The plugin as it is installed, on the sandbox's clusters, registry and Git remote, with one model `iris`. */
export async function startOnSandbox() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-backend-'));
  const sandbox = await startSandbox({ stateDir: dir, ports: ANY_PORT });
  const publish = jest.fn();
  const backend = await startTestBackend({
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
  const overview = async (): Promise<ModelOverview> =>
    (await request(backend.server).get(MODEL)).body;
  return {
    sandbox,
    publish,
    overview,
    get: (rest: string) => request(backend.server).get(`${MODEL}${rest}`),
    post: (rest: string) => request(backend.server).post(`${MODEL}${rest}`),
    placementIn: async (environment: string) => {
      const found = (await overview()).placements.find(
        each => each.environment.name === environment,
      );
      if (!found) {
        throw new Error(`no placement in ${environment}`);
      }
      return found;
    },
    /** An InferenceService that serves a digest, without Git and Flux. */
    serve: (cluster: SandboxCluster, digest: string) =>
      call(
        cluster,
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
                storageUri: `oci://${sandbox.registry.host}/models/iris@${digest}`,
              },
            },
          },
        },
      ),
    stop: async () => {
      await backend.stop();
      await sandbox.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

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
          'content-type': 'application/json',
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
