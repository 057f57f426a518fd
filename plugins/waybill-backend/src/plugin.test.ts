import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type {
  KubernetesObject,
  ModelOverview,
} from '@waybill/backstage-plugin-waybill-common';
import request from 'supertest';
import {
  DIGEST,
  REPOSITORY,
  deployment,
  runningPod,
  service,
} from './__testUtils__/goldenObjects';
import { startWaybill } from './__testUtils__/startWaybill';
import { waitFor } from './__testUtils__/waitFor';
import { waybillPlugin } from './plugin';

describe('waybillPlugin', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  async function start(...options: Parameters<typeof startWaybill>) {
    const waybill = await startWaybill(...options);
    stops.push(waybill.stop);
    return waybill;
  }

  const getModel = async (
    server: Parameters<typeof request>[0],
    name = 'iris',
  ) => request(server).get(`/api/waybill/models/resource/default/${name}`);

  it('tells environments and that this is a sandbox', async () => {
    const { server } = await start();

    const { status, body } = await request(server).get(
      '/api/waybill/environments',
    );

    expect(status).toBe(200);
    expect(body).toEqual({
      isSandbox: true,
      hasBaseImage: false,
      places: [
        {
          name: 'dev',
          cluster: {},
          kserve: { version: 'v0.20.0', storagePrefixes: ['kit://'] },
        },
        { name: 'production', cluster: {}, kserve: {} },
      ],
      presets: ['dev', 'production'].map(name => ({
        name,
        engine: 'flux',
        source: 'oci',
        form: 'kustomize',
        profile: {},
      })),
      items: [
        {
          name: 'dev',
          title: 'Development',
          cluster: 'dev',
          namespace: 'models',
        },
        {
          name: 'production',
          title: 'production',
          cluster: 'production',
          namespace: 'models',
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('secret-token');
  });

  it('starts without any configuration', async () => {
    const backend = await startTestBackend({
      features: [waybillPlugin, catalogServiceMock.factory({ entities: [] })],
    });
    stops.push(() => backend.stop());

    const { body } = await request(backend.server).get(
      '/api/waybill/environments',
    );

    expect(body).toEqual({
      isSandbox: false,
      hasBaseImage: false,
      items: [],
      places: [],
      presets: [],
    });
  });

  it('tells what runs where', async () => {
    const { server, dev, production: other } = await start();
    await dev.syncAll();
    await other.syncAll();
    for (const object of [service(), deployment(), runningPod()]) {
      await dev.tell(object.kind ?? '', { type: 'upserted', object }, 'models');
    }

    const overview = await waitFor(async () => {
      const { body } = await getModel(server);
      return body.placements?.[0]?.pods?.length > 0 && (body as ModelOverview);
    }, 'a pod on the page');

    expect(overview).toMatchObject({
      entityRef: 'resource:default/iris',
      repository: REPOSITORY,
      versions: [
        {
          tag: '1.0.0',
          digest: DIGEST,
          sizeBytes: 1234,
          format: 'modelcar',
          verdict: { state: 'verified' },
        },
      ],
    });
    const [placement, production] = overview.placements;
    expect(placement).toMatchObject({
      presence: 'delivered',
      declaredDigest: DIGEST,
      version: '1.0.0',
      serving: { kind: 'InferenceService', name: 'iris' },
    });
    expect(
      placement.waybill.hops.find(({ name }) => name === 'published'),
    ).toMatchObject({ status: 'Current' });
    expect(
      placement.waybill.hops.find(({ name }) => name === 'signed'),
    ).toMatchObject({ status: 'Current' });
    expect(
      placement.waybill.hops.find(({ name }) => name === 'declared'),
    ).toMatchObject({ status: 'Current', digest: DIGEST });
    expect(production).toMatchObject({
      presence: 'absent',
      environment: { name: 'production' },
    });
  });

  it('tells open pages of a pod that breaks, once', async () => {
    const { server, dev, production, messages, publish, settle } =
      await start();
    await dev.syncAll();
    await production.syncAll();
    const pod = runningPod();
    for (const object of [service(), deployment(), pod]) {
      await dev.tell(object.kind ?? '', { type: 'upserted', object }, 'models');
    }
    await waitFor(
      async () =>
        (await getModel(server)).body.placements?.[0]?.pods?.length > 0,
      'a pod on the page',
    );
    await settle();
    publish.mockClear();

    const broken = {
      ...pod,
      metadata: { ...pod.metadata, resourceVersion: '999999' },
      status: {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
    };
    await dev.tell('Pod', { type: 'upserted', object: broken }, 'models');
    await dev.tell('Pod', { type: 'contact' }, 'models');
    await waitFor(() => messages().length > 0, 'a signal');
    await settle();

    expect(publish.mock.calls[0][0]).toEqual({
      recipients: { type: 'broadcast' },
      channel: 'waybill',
      message: {
        type: 'placement-changed',
        repository: REPOSITORY,
        environment: 'dev',
      },
    });
    const { body } = await getModel(server);
    expect(body.placements[0].pods[0]).toMatchObject({ isReady: false });
    expect(messages().map(({ environment }) => environment)).toEqual([
      'dev',
      'production',
    ]);
  });

  it('tells who says otherwise', async () => {
    const { server, dev, production } = await start();
    await dev.syncAll();
    await production.syncAll();
    const isvc = service();
    await dev.tell('InferenceService', { type: 'upserted', object: isvc });
    await dev.upsert({
      apiVersion: 'wgpolicyk8s.io/v1alpha2',
      kind: 'PolicyReport',
      metadata: { name: 'of-iris', namespace: 'models' },
      scope: { kind: 'InferenceService', uid: isvc.metadata?.uid },
      results: [
        {
          source: 'KyvernoImageValidatingPolicy',
          policy: 'signed-models',
          result: 'fail',
          message: 'the model is not signed',
        },
      ],
    } as KubernetesObject);

    const placement = await waitFor(async () => {
      const { body } = await getModel(server);
      return body.placements?.[0]?.otherVoices?.length > 0
        ? body.placements[0]
        : undefined;
    }, 'another voice');

    expect(placement.otherVoices).toMatchObject([
      {
        source: 'kyverno',
        says: 'refused',
        agreement: 'differs',
        digest: DIGEST,
      },
    ]);
  });

  it('takes reports that may not be read for no problem of the cluster', async () => {
    const { server, dev, production } = await start();
    await dev.syncAll();
    await production.syncAll();
    const fail = (kind: string, message: string) =>
      dev.tell(kind, { type: 'failed', error: new Error(message) });
    for (const message of ['no right', 'no right at all']) {
      await fail('PolicyReport', message);
    }
    expect((await getModel(server)).body.problems).toEqual([]);

    for (const message of ['no route', 'no route at all']) {
      await fail('Pod', message);
    }
    expect((await getModel(server)).body.problems).toMatchObject([
      { source: 'cluster', name: 'dev' },
    ]);
  });

  it('gives the last verdict with its age while the registry is away', async () => {
    const { server, packages } = await start();
    await waitFor(
      async () => (await getModel(server)).body.versions?.length > 0,
      'a version',
    );
    packages.failure = new Error('the registry is away');
    const { body } = await waitFor(async () => {
      const response = await getModel(server);
      return response.body.problems.length > 0 && response;
    }, 'a problem');

    expect(body.versions[0].verdict).toMatchObject({
      state: 'verified',
      staleness: { message: 'the registry is away' },
    });
  });

  it('names what cannot be reached and goes on with what is known', async () => {
    const { server, dev, production, packages } = await start();
    await dev.syncAll();
    await getModel(server);
    packages.failure = new Error('registry 127.0.0.1:5001 refuses connections');
    const failed = {
      type: 'failed' as const,
      error: new Error("Cluster 'production', list of pods: no route."),
    };
    await production.tell('Pod', failed);

    const body = await waitFor(async () => {
      const { body: overview } = await getModel(server);
      return overview.problems.length > 0 && overview;
    }, 'a problem');

    expect(body.problems).toEqual([
      { source: 'cluster', name: 'production', message: failed.error.message },
    ]);
    expect(body.versions).toHaveLength(1);
    expect(body.placements).toHaveLength(2);
  });

  it.each([
    ['nowhere', 404, 'NotFoundError', "no entity 'resource:default/nowhere'"],
    [
      'unpackaged',
      400,
      'InputError',
      "set the annotation 'waybill.dev/repository'",
    ],
    ['database', 400, 'InputError', 'is no model'],
    ['x'.repeat(64), 400, 'InputError', "'name'"],
  ])(
    'answers for the entity %s with %s',
    async (name, status, error, message) => {
      const { server } = await start();

      const response = await getModel(server, name);

      expect(response.status).toBe(status);
      expect(response.body.error).toMatchObject({
        name: error,
        message: expect.stringContaining(message),
      });
    },
  );

  it('asks the catalog as the caller, so that a hidden model is not there', async () => {
    const catalog = catalogServiceMock.mock({
      getEntities: async () => ({ items: [] }),
      getEntityByRef: async () => undefined,
    });
    const { server } = await start([], catalog.factory);

    const { status } = await getModel(server);

    expect(status).toBe(404);
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(
      { kind: 'resource', namespace: 'default', name: 'iris' },
      {
        credentials: expect.objectContaining({
          principal: mockCredentials.user().principal,
        }),
      },
    );
  });

  describe('when the caller lacks the permissions', () => {
    it.each([
      ['GET', '/environments'],
      ['GET', '/models/resource/default/iris'],
      ['GET', '/models/resource/default/iris/pods/dev/iris-1/log'],
      ['POST', '/uploads'],
      ['GET', `/uploads/${'x'.repeat(32)}`],
    ])('refuses %s %s and does nothing', async (method, url) => {
      const catalog = catalogServiceMock.mock({
        getEntities: async () => ({ items: [] }),
      });
      const { server, dev } = await start(
        [
          mockServices.permissions.mock({
            authorize: async requests =>
              requests.map(() => ({ result: AuthorizeResult.DENY })),
          }).factory,
        ],
        catalog.factory,
      );

      const call =
        method === 'POST'
          ? request(server)
              .post(`/api/waybill${url}`)
              .set('X-Waybill-Filename', 'model.bin')
              .send('bytes')
          : request(server).get(`/api/waybill${url}`);
      const { status, body } = await call;

      expect(status).toBe(403);
      expect(body.error).toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('waybill.'),
      });
      expect(catalog.getEntityByRef).not.toHaveBeenCalled();
      expect(dev.logRequests).toEqual([]);
    });

    it('refuses who has not signed in', async () => {
      const { server } = await start();

      const { status } = await request(server)
        .get('/api/waybill/environments')
        .set('Authorization', mockCredentials.none.header());

      expect(status).toBe(401);
    });
  });

  it('is alive without signing in', async () => {
    const { server } = await start();

    const { body } = await request(server)
      .get('/api/waybill/health')
      .set('Authorization', mockCredentials.none.header());

    expect(body).toEqual({ status: 'ok' });
  });

  describe('log of a pod', () => {
    it('gives the last lines of a pod of the model, and tells the audit log', async () => {
      const auditor = mockServices.auditor.mock();
      const success = jest.fn();
      auditor.createEvent.mockResolvedValue({ success, fail: jest.fn() });
      const { server, dev } = await start([auditor.factory]);
      const pod = runningPod();
      await dev.syncAll();
      for (const object of [service(), deployment(), pod]) {
        await dev.tell(
          object.kind ?? '',
          { type: 'upserted', object },
          'models',
        );
      }
      const url = `/api/waybill/models/resource/default/iris/pods/dev/${pod.metadata?.name}/log`;

      const response = await waitFor(async () => {
        const answer = await request(server).get(
          `${url}?container=kserve-container&tailLines=20`,
        );
        return answer.status === 200 && answer;
      }, 'a log');

      expect(response.text).toBe('log of the pod\n');
      expect(response.headers['content-type']).toContain('text/plain');
      expect(dev.logRequests).toEqual([
        {
          pod: {
            namespace: 'models',
            name: pod.metadata?.name,
            container: 'kserve-container',
          },
          options: { tailLines: 20, limitBytes: 262144 },
        },
      ]);
      expect(auditor.createEvent).toHaveBeenLastCalledWith(
        expect.objectContaining({
          eventId: 'pod-log-read',
          meta: {
            entity: 'resource:default/iris',
            environment: 'dev',
            pod: pod.metadata?.name,
          },
        }),
      );
      expect(success).toHaveBeenCalledTimes(1);
    });

    it.each([
      ['a pod of another model', 'pods/dev/somebody-else/log', 404],
      ['an environment that is not configured', 'pods/nowhere/iris-1/log', 404],
      [
        'more lines than are given',
        'pods/dev/iris-1/log?tailLines=1000000',
        400,
      ],
      ['a container that cannot be', 'pods/dev/iris-1/log?container=../x', 400],
    ])('refuses %s', async (_name, rest, expected) => {
      const { server, dev } = await start();

      const { status } = await request(server).get(
        `/api/waybill/models/resource/default/iris/${rest}`,
      );

      expect(status).toBe(expected);
      expect(dev.logRequests).toEqual([]);
    });
  });
});
