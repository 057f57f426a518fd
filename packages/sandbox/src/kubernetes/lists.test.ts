import { configMap, deployment, paths, TestCluster } from './TestCluster';

type Named = { metadata: { name: string } };

describe('listing objects', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
    const { client } = cluster.cluster;
    for (const [name, labels] of [
      ['a', { app: 'x', tier: 'front' }],
      ['b', { app: 'y' }],
      ['c', { app: 'x' }],
      ['d', {}],
    ] as const) {
      client.create(configMap(name, { labels }));
    }
  });
  afterAll(() => cluster.stop());

  const names = async (query: string, path = paths.configMaps) => {
    const { body } = await cluster.call(`${path}?${query}`);
    return (body.items as Named[]).map(({ metadata }) => metadata.name);
  };

  it.each([
    ['app=x', ['a', 'c']],
    ['app==x,tier', ['a']],
    ['app!=x', ['b', 'd']],
    ['app in (x, y)', ['a', 'b', 'c']],
    ['app notin (x)', ['b', 'd']],
    ['!app', ['d']],
    ['', ['a', 'b', 'c', 'd']],
  ])('selects by labels: %s', async (selector, expected) => {
    expect(
      await names(`labelSelector=${encodeURIComponent(selector)}`),
    ).toEqual(expected);
  });

  it.each([
    ['metadata.name=b', ['b']],
    ['metadata.name!=b', ['a', 'c', 'd']],
    ['metadata.namespace=kube-system', []],
  ])('selects by fields: %s', async (selector, expected) => {
    expect(await names(`fieldSelector=${selector}`)).toEqual(expected);
  });

  it.each([
    ['labelSelector=a%20b', 'unable to parse requirement'],
    ['fieldSelector=data.a%3D1', 'field label not supported: data.a'],
    ['limit=x', 'no whole number'],
    ['continue=x', 'continue key is not valid'],
  ])('refuses %s', async (query, message) => {
    const answer = await cluster.call(`${paths.configMaps}?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(message);
  });

  describe('pages', () => {
    it('come one after the other from the same state', async () => {
      const { body: first } = await cluster.call(`${paths.configMaps}?limit=3`);
      const page = first.metadata as {
        continue: string;
        remainingItemCount: number;
        resourceVersion: string;
      };
      expect(page.remainingItemCount).toBe(1);
      cluster.cluster.client.create(configMap('bb'));
      cluster.cluster.client.delete({
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'd',
      });
      const { body: second } = await cluster.call(
        `${paths.configMaps}?limit=3&continue=${page.continue}`,
      );
      expect(
        (second.items as Named[]).map(({ metadata }) => metadata.name),
      ).toEqual(['d']);
      expect(second.metadata).toMatchObject({
        resourceVersion: page.resourceVersion,
      });
      cluster.cluster.client.delete({
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'bb',
      });
      cluster.cluster.client.create(configMap('d'));
    });
  });

  describe('resourceVersion', () => {
    it('exactly lists an earlier state', async () => {
      const { body } = await cluster.call(paths.configMaps);
      const { resourceVersion } = body.metadata as { resourceVersion: string };
      cluster.cluster.client.create(configMap('later'));
      const query = `resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
      expect(await names(query)).toEqual(['a', 'b', 'c', 'd']);
      cluster.cluster.client.delete({
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'later',
      });
    });

    it.each([
      ['resourceVersion=0', 200, undefined],
      ['resourceVersion=1&resourceVersionMatch=NotOlderThan', 200, undefined],
      ['resourceVersion=0&resourceVersionMatch=Exact', 422, 'Invalid'],
      ['resourceVersionMatch=Exact', 422, 'Invalid'],
      ['resourceVersion=x', 422, 'Invalid'],
      ['resourceVersion=999999', 504, 'Timeout'],
    ])('%s is answered by %d', async (query, status, reason) => {
      const answer = await cluster.call(`${paths.configMaps}?${query}`);
      expect(answer.status).toBe(status);
      expect(answer.body.reason).toBe(reason);
    });

    it('that is forgotten is a 410', async () => {
      await cluster.restart();
      const answer = await cluster.call(
        `${paths.configMaps}?resourceVersion=2&resourceVersionMatch=Exact`,
      );
      expect(answer).toMatchObject({
        status: 410,
        body: { reason: 'Expired' },
      });
    });
  });
});

describe('tables', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.stop());

  const Accept =
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  type Table = {
    columnDefinitions: { name: string }[];
    rows: { cells: unknown[]; object: Named }[];
  };
  const table = async (path: string) =>
    (await cluster.call(path, { headers: { Accept } }))
      .body as unknown as Table;
  const row = async (path: string) => {
    const { columnDefinitions, rows } = await table(path);
    return Object.fromEntries(
      columnDefinitions.map(({ name }, at) => [name, rows[0].cells[at]]),
    );
  };

  it('show a Deployment as kubectl does', async () => {
    cluster.cluster.client.create(deployment('web'));
    expect(await row(paths.deployments)).toEqual({
      Name: 'web',
      Ready: '0/1',
      'Up-to-date': 0,
      Available: 0,
      Age: expect.stringMatching(/^\d+s$/),
      Containers: 'server',
      Images: 'server:1',
      Selector: 'app=web',
    });
  });

  it('show the printer columns of a custom resource', async () => {
    const { client } = cluster.cluster;
    const service = client.create({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris' },
      spec: {},
    });
    const traffic = [
      { latestRevision: true, percent: 10, revisionName: 'r2' },
      { tag: 'prev', percent: 90, revisionName: 'r1' },
    ];
    const status = {
      url: 'http://iris',
      conditions: [
        { type: 'PredictorReady', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
      components: { predictor: { traffic } },
    };
    client.update({ ...service, status }, { subresource: 'status' });
    expect(await row(paths.services)).toMatchObject({
      Name: 'iris',
      URL: 'http://iris',
      Ready: 'True',
      Prev: 90,
      Latest: 10,
      PrevRolledoutRevision: 'r1',
      LatestReadyRevision: 'r2',
    });
  });

  it('carry the metadata of each row, or the object when asked', async () => {
    const { rows } = await table(paths.deployments);
    expect(rows[0].object).toMatchObject({
      kind: 'PartialObjectMetadata',
      metadata: { name: 'web' },
    });
    const whole = await table(`${paths.deployments}?includeObject=Object`);
    expect(whole.rows[0].object).toMatchObject({ kind: 'Deployment' });
  });

  const container = (state: object, ready = false) => ({
    name: 'c',
    ready,
    restartCount: 2,
    state,
  });
  it.each([
    ['Pending', { phase: 'Pending' }],
    [
      'Running',
      {
        phase: 'Running',
        containerStatuses: [container({ running: {} }, true)],
      },
    ],
    [
      'CrashLoopBackOff',
      {
        phase: 'Running',
        containerStatuses: [
          container({ waiting: { reason: 'CrashLoopBackOff' } }),
        ],
      },
    ],
    [
      'Error',
      {
        phase: 'Running',
        containerStatuses: [
          container({ terminated: { exitCode: 1, reason: 'Error' } }),
        ],
      },
    ],
    [
      'Init:ImagePullBackOff',
      {
        phase: 'Pending',
        initContainerStatuses: [
          container({ waiting: { reason: 'ImagePullBackOff' } }),
        ],
      },
    ],
    [
      'Init:0/1',
      {
        phase: 'Pending',
        initContainerStatuses: [
          container({ waiting: { reason: 'PodInitializing' } }),
        ],
      },
    ],
  ])('call a pod %s', async (word, status) => {
    const { client } = cluster.cluster;
    const spec = {
      containers: [{ name: 'c', image: 'i:1' }],
      initContainers: [{ name: 'c0', image: 'i:1' }],
    };
    const pod = client.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec,
    });
    client.update({ ...pod, status }, { subresource: 'status' });
    expect((await row(paths.pods)).Status).toBe(word);
    client.delete({ kind: 'Pod', namespace: 'default', name: 'p' });
  });

  it('show events alike under both of their groups', async () => {
    cluster.cluster.client.create({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'p' },
      type: 'Warning',
      reason: 'Failed',
      message: 'it failed',
    });
    const newer = '/apis/events.k8s.io/v1/namespaces/default/events';
    const shown = { Object: 'pod/p', Reason: 'Failed', Message: 'it failed' };
    expect(await row('/api/v1/namespaces/default/events')).toMatchObject(shown);
    expect(await row(newer)).toMatchObject(shown);
    const { body } = await cluster.call(`${newer}/e`);
    expect(body).toMatchObject({ note: 'it failed', regarding: { name: 'p' } });
  });

  it('answer metadata alone when asked', async () => {
    const headers = {
      Accept:
        'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    };
    const { body } = await cluster.call(paths.deployments, { headers });
    expect(body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'web' } }],
    });
    expect((body.items as object[])[0]).not.toHaveProperty('spec');
  });
});
