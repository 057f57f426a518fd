import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  buildKyvernoPolicies,
  type SignatureMaterial,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import {
  forecastForEnvironment,
  type ForecastOptions,
} from './forecastForEnvironment';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const REPOSITORY = 'registry.example.com/models/iris';
const KEY =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';
const TOKEN = 'token-that-must-not-leak';

interface Reply {
  readonly status?: number;
  readonly body: unknown;
}
type Routes = Readonly<Record<string, Reply>>;

const denied = (message: string, status = 403): Reply => ({
  status,
  body: { kind: 'Status', status: 'Failure', message },
});
const POLICIES = buildKyvernoPolicies(
  {
    name: 'portal',
    repositories: ['registry.example.com/models/**'],
    keys: [{ name: 'release', publicKeyPem: KEY }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
  },
  { enforcement: 'enforce' },
).objects;
const KYVERNO = '/apis/policies.kyverno.io/v1/imagevalidatingpolicies';
const DRY_RUN =
  '/apis/serving.kserve.io/v1beta1/namespaces/models/inferenceservices/waybill-forecast';

describe('forecastForEnvironment', () => {
  let server: http.Server;
  let routes: Routes;
  let requests: { method?: string; url: URL; body: string; type?: string }[];

  beforeEach(async () => {
    routes = {};
    requests = [];
    server = http.createServer(async (req, res) => {
      const url = new URL(req.url ?? '/', 'http://api');
      let body = '';
      for await (const chunk of req) body += chunk;
      requests.push({
        method: req.method,
        url,
        body,
        type: req.headers['content-type'],
      });
      const reply = routes[url.pathname] ?? denied('not found', 404);
      res.statusCode = reply.status ?? 200;
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
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  function forecast(
    signers: (policies: readonly TrustPolicy[]) => SignatureMaterial[],
    more: Partial<ForecastOptions> = {},
  ) {
    const { port } = server.address() as AddressInfo;
    return forecastForEnvironment({
      cluster: {
        name: 'dev',
        url: `http://127.0.0.1:${port}`,
        token: TOKEN,
        skipTlsVerify: false,
      },
      environment: { name: 'dev', namespace: 'models' },
      candidate: { repository: REPOSITORY, digest: DIGEST },
      gather: async policies => ({ material: signers(policies) }),
      now: new Date('2026-11-21T12:00:00Z'),
      ...more,
    });
  }

  const signed = ([policy]: readonly TrustPolicy[]): SignatureMaterial[] => [
    {
      form: 'bundle',
      kind: 'signature',
      outcome: 'valid',
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      policy: policy.name,
      keyName: policy.keys[0].name,
    },
  ];

  it('asks for the signatures by the keys of the cluster, and says what its policies say', async () => {
    routes = { [KYVERNO]: { body: { items: POLICIES } } };
    const asked: (readonly TrustPolicy[])[] = [];
    const good = await forecast(policies => {
      asked.push(policies);
      return signed(policies);
    });
    expect(
      asked[0][0].keys.map(({ publicKeyPem }) => publicKeyPem.trim()),
    ).toEqual([KEY.trim()]);
    expect(good).toMatchObject({
      conclusion: 'admitted',
      asOf: '2026-11-21T12:00:00.000Z',
    });
    expect((await forecast(() => [])).conclusion).toBe('denied');
  });

  it('takes a kind that the cluster does not serve for a fact', async () => {
    expect(await forecast(() => [])).toMatchObject({
      conclusion: 'admitted',
      policies: [],
    });
  });

  it('tries older versions of a kind', async () => {
    routes = {
      [KYVERNO.replace('v1', 'v1beta1')]: {
        body: { items: POLICIES.slice(0, 1) },
      },
    };
    expect((await forecast(() => [])).conclusion).toBe('denied');
  });

  it.each<[string, Reply, RegExp]>([
    ['forbids', denied('is forbidden'), /HTTP 403/],
    ['fails', denied('boom', 500), /HTTP 500/],
    ['answers nonsense', { body: '<html>' }, /cannot be read/],
  ])(
    'names what could not be read where the cluster %s',
    async (_, reply, message) => {
      routes = { [KYVERNO]: reply };
      const result = await forecast(signed);
      expect(result).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringMatching(message),
      });
      expect(JSON.stringify(result)).not.toContain(TOKEN);
    },
  );

  it('names the constraints of Gatekeeper', async () => {
    routes = {
      '/apis/constraints.gatekeeper.sh/v1beta1': {
        body: {
          resources: [
            { name: 'k8sallowedrepos', kind: 'K8sAllowedRepos' },
            { name: 'k8sallowedrepos/status', kind: 'K8sAllowedRepos' },
          ],
        },
      },
      '/apis/constraints.gatekeeper.sh/v1beta1/k8sallowedrepos': {
        body: { items: [{ metadata: { name: 'repos' }, spec: {} }] },
      },
    };
    expect((await forecast(signed)).policies).toEqual([
      expect.objectContaining({
        engine: 'gatekeeper',
        kind: 'K8sAllowedRepos',
        name: 'repos',
        outcome: 'not-evaluated',
      }),
    ]);
  });

  it('knows nothing of signatures that could not be read', async () => {
    routes = { [KYVERNO]: { body: { items: POLICIES } } };
    const result = await forecast(() => {
      throw new Error('the registry is away');
    });
    expect(result).toMatchObject({
      conclusion: 'unknown',
      message: expect.stringMatching(/the registry is away/),
    });
  });

  describe('with a dry run', () => {
    it.each<[string, Reply, string, string]>([
      ['takes it', { body: {} }, 'admitted', 'admitted'],
      ['makes it', { status: 201, body: {} }, 'admitted', 'admitted'],
      [
        'lets a webhook deny it',
        denied(
          'admission webhook "ivpol.kyverno.svc" denied the request: not signed',
          400,
        ),
        'denied',
        'denied',
      ],
      [
        'lets a webhook deny it as if a permission were missing',
        denied('admission webhook "x" denied the request: no'),
        'denied',
        'denied',
      ],
      [
        'lets its own policy deny it',
        denied(
          "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
          422,
        ),
        'denied',
        'denied',
      ],
      [
        'forbids trying',
        denied('User "portal" cannot patch'),
        'not-allowed',
        'admitted',
      ],
      [
        'does not know the kind',
        denied('not found', 404),
        'failed',
        'admitted',
      ],
      [
        'finds it malformed',
        denied('spec.x: unknown field', 422),
        'failed',
        'admitted',
      ],
    ])('where the API server %s', async (_, reply, outcome, conclusion) => {
      routes = { [DRY_RUN]: reply };
      expect(await forecast(signed)).toMatchObject({
        conclusion,
        dryRun: { outcome },
      });
    });

    it('applies the object as it would be, and keeps nothing', async () => {
      routes = { [DRY_RUN]: { body: {} } };
      await forecast(signed);
      const sent = requests.filter(({ method }) => method !== 'GET');
      expect(sent).toHaveLength(1);
      const [{ method, url, type, body }] = sent;
      expect([method, type, url.searchParams.get('dryRun')]).toEqual([
        'PATCH',
        'application/apply-patch+yaml',
        'All',
      ]);
      expect(JSON.parse(body)).toMatchObject({
        kind: 'InferenceService',
        metadata: { namespace: 'models' },
        spec: {
          predictor: { model: { storageUri: `oci://${REPOSITORY}@${DIGEST}` } },
        },
      });
    });

    it('sends nothing where it is not asked to', async () => {
      await forecast(signed, { withDryRun: false });
      expect(requests.map(({ method }) => method)).not.toContain('PATCH');
    });

    it('sends no object of another kind', async () => {
      const object = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'x' },
      };
      const { dryRun } = await forecast(signed, {
        candidate: { repository: REPOSITORY, digest: DIGEST, object },
      });
      expect(dryRun).toEqual({
        outcome: 'failed',
        message: 'Waybill tries no Secret.',
      });
      expect(requests.map(({ method }) => method)).not.toContain('PATCH');
    });
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      forecast(signed, { signal: controller.signal }),
    ).rejects.toThrow(/abort/i);
  });
});
