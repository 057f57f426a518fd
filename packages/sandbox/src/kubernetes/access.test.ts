import { paths, TestCluster } from './TestCluster';

describe('who may ask', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.stop());

  it.each([
    ['the bearer of the token', undefined, 200, undefined],
    ['a wrong token', 'wrong', 401, 'Unauthorized'],
    ['nobody', null, 403, 'Forbidden'],
  ])('answers %s', async (_, token, status, reason) => {
    const answer = await cluster.call(paths.pods, { token });
    expect(answer.status).toBe(status);
    expect(answer.body.reason).toBe(reason);
  });

  it.each(['/healthz', '/readyz', '/livez', '/version'])(
    'tells %s to everybody',
    async path => {
      expect((await cluster.call(path, { token: null })).status).toBe(200);
    },
  );

  it('names the anonymous user as Kubernetes does', async () => {
    const { body } = await cluster.call('/api/v1/nodes', { token: null });
    expect(body.message).toBe(
      'forbidden: User "system:anonymous" cannot get path "/api/v1/nodes"',
    );
  });

  it('keeps its authority and token over a restart', async () => {
    const { token, caData } = cluster.cluster;
    await cluster.restart();
    expect(cluster.cluster).toMatchObject({ token, caData });
    expect((await cluster.call(paths.pods)).status).toBe(200);
  });

  it('describes itself in a kubeconfig', () => {
    const { url, token, caData, kubeconfig } = cluster.cluster;
    expect(kubeconfig).toMatchObject({
      clusters: [
        { cluster: { server: url, 'certificate-authority-data': caData } },
      ],
      users: [{ user: { token } }],
      'current-context': 'test',
    });
  });
});

describe('discovery', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.stop());

  const aggregated =
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

  it('lists groups in the aggregated form when asked', async () => {
    const headers = { Accept: `${aggregated},application/json` };
    const answer = await cluster.call('/apis', { headers });
    expect(answer.headers['content-type']).toBe(aggregated);
    const kserve = (
      answer.body.items as {
        metadata: { name: string };
        versions: { version: string }[];
      }[]
    ).find(({ metadata }) => metadata.name === 'serving.kserve.io');
    expect(kserve?.versions.map(({ version }) => version)).toEqual([
      'v1beta1',
      'v1alpha2',
      'v1alpha1',
    ]);
  });

  it('lists groups in the old form', async () => {
    const { body } = await cluster.call('/apis');
    expect(body).toMatchObject({ kind: 'APIGroupList' });
    expect(await cluster.call('/apis/apps')).toMatchObject({
      body: { kind: 'APIGroup', preferredVersion: { groupVersion: 'apps/v1' } },
    });
  });

  it('lists the resources of a version with their subresources', async () => {
    const { body } = await cluster.call('/apis/apps/v1');
    const names = (body.resources as { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'deployments',
        'deployments/status',
        'deployments/scale',
      ]),
    );
  });

  it('serves an OpenAPI document that leaves validation to the server', async () => {
    const { body } = await cluster.call('/openapi/v3/apis/apps/v1');
    const path = '/apis/apps/v1/namespaces/{namespace}/deployments/{name}';
    const operations = (
      body.paths as Record<
        string,
        { patch: { parameters: { name: string }[] } }
      >
    )[path];
    expect(operations.patch.parameters.map(({ name }) => name)).toContain(
      'fieldValidation',
    );
  });

  it.each([
    '/apis/none.example.com',
    '/apis/apps/v2',
    '/openapi/v3/apis/none/v1',
    '/apis/apps/v1/namespaces/default/nothing',
    '/nonsense',
  ])('does not know %s', async path => {
    const answer = await cluster.call(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ kind: 'Status', reason: 'NotFound' });
  });

  it('refuses a method that a resource does not have', async () => {
    const answer = await cluster.call(paths.pods, { method: 'PUT', body: {} });
    expect(answer.status).toBe(405);
    expect(answer.body.reason).toBe('MethodNotAllowed');
  });
});
