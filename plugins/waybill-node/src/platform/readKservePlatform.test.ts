import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { readKservePlatform } from './readKservePlatform';

const KSERVE = '/apis/serving.kserve.io/v1alpha1';
const TOKEN = 'token-that-must-not-leak';

interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

const READY: Readonly<Record<string, Reply>> = {
  '/version': { body: { gitVersion: 'v1.36.3' } },
  '/api/v1/namespaces/kserve/configmaps/inferenceservice-config': {
    body: { data: { storageInitializer: '{"enableModelcar": true}' } },
  },
  '/apis/apps/v1/namespaces/kserve/deployments/kserve-controller-manager': {
    body: {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'proxy', image: 'r.example/proxy:v9.9.9' },
              {
                name: 'manager',
                image: `r.example:5000/kserve-controller:v0.20.0@sha256:${'ab'.repeat(
                  32,
                )}`,
              },
            ],
          },
        },
      },
    },
  },
  [`${KSERVE}/clusterstoragecontainers`]: {
    body: {
      items: [
        {
          spec: {
            supportedUriFormats: [{ prefix: 'kit://' }, { regex: '.*' }],
          },
        },
        { disabled: true, spec: { supportedUriFormats: [{ prefix: 'x://' }] } },
        {
          spec: {
            workloadType: 'localModelDownloadJob',
            supportedUriFormats: [{ prefix: 'y://' }],
          },
        },
      ],
    },
  },
  [`${KSERVE}/clusterservingruntimes`]: {
    body: {
      items: [
        {
          metadata: { name: 'kserve-sklearnserver' },
          spec: {
            supportedModelFormats: [
              { name: 'sklearn', version: '1', autoSelect: true, priority: 1 },
            ],
            protocolVersions: ['v1', 'v2', 'v9'],
          },
        },
        { metadata: { name: 'off' }, spec: { disabled: true, workerSpec: {} } },
        { metadata: {} },
      ],
    },
  },
  [`${KSERVE}/namespaces/models/servingruntimes`]: {
    body: { items: [{ metadata: { name: 'ours' }, spec: {} }] },
  },
};

describe('readKservePlatform', () => {
  let server: http.Server;
  let routes: Readonly<Record<string, Reply>>;

  beforeEach(async () => {
    routes = READY;
    server = http.createServer((req, res) => {
      const { pathname } = new URL(req.url ?? '/', 'http://api');
      const reply = routes[pathname] ?? {
        status: 404,
        body: { kind: 'Status', message: 'not found' },
      };
      res.writeHead(reply.status ?? 200, {
        'content-type': 'application/json',
      });
      res.end(
        typeof reply.body === 'string'
          ? reply.body
          : JSON.stringify(reply.body),
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterEach(async () => {
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  const read = (signal?: AbortSignal) =>
    readKservePlatform(
      {
        name: 'dev',
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        token: TOKEN,
        skipTlsVerify: false,
      },
      { namespace: 'models', signal },
    );

  it('reads settings, versions, storage containers and runtimes', async () => {
    expect(await read()).toEqual({
      settings: { storageInitializer: '{"enableModelcar": true}' },
      kserveVersion: 'v0.20.0',
      kubernetesVersion: 'v1.36.3',
      storagePrefixes: ['kit://'],
      runtimes: [
        { name: 'ours', formats: [] },
        {
          name: 'kserve-sklearnserver',
          formats: [
            {
              name: 'sklearn',
              version: '1',
              isAutoSelected: true,
              priority: 1,
            },
          ],
          protocols: ['v1', 'v2'],
        },
        { name: 'off', formats: [], isDisabled: true, isMultiNode: true },
      ],
      gaps: [],
    });
  });

  it('names what may not be read, and goes on', async () => {
    routes = {
      ...READY,
      [`${KSERVE}/clusterservingruntimes`]: {
        status: 403,
        body: { kind: 'Status', message: 'no' },
      },
      '/apis/apps/v1/namespaces/kserve/deployments/kserve-controller-manager': {
        body: 'not JSON',
      },
    };
    const { gaps, ...platform } = await read();
    expect(gaps.map(({ what }) => what).sort()).toEqual([
      'ClusterServingRuntimes',
      'Deployment kserve-controller-manager',
    ]);
    expect(JSON.stringify(gaps)).not.toContain(TOKEN);
    expect(platform).not.toHaveProperty('runtimes');
    expect(platform).not.toHaveProperty('kserveVersion');
    expect(platform.storagePrefixes).toEqual(['kit://']);
  });

  it('says that there are more than it looks at', async () => {
    routes = {
      ...READY,
      [`${KSERVE}/clusterstoragecontainers`]: {
        body: { items: [], metadata: { continue: 'more' } },
      },
    };
    expect((await read()).gaps).toEqual([
      {
        what: 'ClusterStorageContainers',
        message: expect.stringContaining('only the first were looked at'),
      },
    ]);
  });

  it.each([
    ['a list', []],
    ['a text', '"text"'],
    ['nothing', null],
    ['items of other types', { items: 7, data: [], spec: 'x' }],
  ])(
    'takes %s for an answer in no place for more than it is',
    async (_, body) => {
      routes = Object.fromEntries(
        Object.keys(READY).map(path => [path, { body }]),
      );
      const platform = await read();
      expect(platform).toEqual({
        gaps: [],
        storagePrefixes: [],
        runtimes: [],
      });
    },
  );

  it('fails where the cluster does not answer at all', async () => {
    routes = { '/version': { status: 401, body: { kind: 'Status' } } };
    await expect(read()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('stops when it is aborted', async () => {
    await expect(read(AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
