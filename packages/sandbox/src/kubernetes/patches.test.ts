import { configMap, deployment, paths, TestCluster } from './TestCluster';

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

describe('patching objects', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  beforeEach(() => {
    cluster.cluster.client.create(deployment('web'));
  });
  afterEach(() => {
    cluster.cluster.client.delete({
      kind: 'Deployment',
      namespace: 'default',
      name: 'web',
    });
  });
  afterAll(() => cluster.stop());

  const path = `${paths.deployments}/web`;
  const patch = (type: keyof typeof types, body: unknown, query = '') =>
    cluster.call(`${path}${query}`, {
      method: 'PATCH',
      body,
      contentType: types[type],
    });
  const podSpec = (body: unknown) =>
    (
      body as {
        spec: {
          template: {
            spec: {
              containers: { name: string; image: string; env?: object[] }[];
            };
          };
        };
      }
    ).spec.template.spec;

  describe('by JSON patch', () => {
    it('adds, tests, replaces, moves, copies and removes', async () => {
      const { body } = await patch('json', [
        { op: 'test', path: '/spec/replicas', value: 1 },
        { op: 'replace', path: '/spec/replicas', value: 2 },
        { op: 'add', path: '/metadata/labels', value: { 'x.y/z': '1' } },
        {
          op: 'copy',
          from: '/metadata/labels/x.y~1z',
          path: '/metadata/labels/c',
        },
        { op: 'move', from: '/metadata/labels/c', path: '/metadata/labels/d' },
        { op: 'remove', path: '/metadata/labels/x.y~1z' },
        {
          op: 'add',
          path: '/spec/template/spec/containers/-',
          value: { name: 'side', image: 's:1' },
        },
      ]);
      expect(body).toMatchObject({
        spec: { replicas: 2 },
        metadata: { labels: { d: '1' }, generation: 2 },
      });
      expect(podSpec(body).containers.map(({ name }) => name)).toEqual([
        'server',
        'side',
      ]);
    });

    it.each([
      [
        'a failed test',
        [{ op: 'test', path: '/spec/replicas', value: 7 }],
        'testing value /spec/replicas failed',
      ],
      [
        'a missing path',
        [{ op: 'remove', path: '/spec/none' }],
        'the path /spec/none does not exist',
      ],
      [
        'an index outside',
        [{ op: 'remove', path: '/spec/template/spec/containers/9' }],
        'outside of its list',
      ],
      [
        'an unknown operation',
        [{ op: 'burn', path: '/spec' }],
        'unexpected kind: burn',
      ],
      ['an object', { op: 'remove' }, 'a list of operations'],
    ])('refuses %s and changes nothing', async (_, body, message) => {
      const answer = await patch('json', body);
      expect(answer.status).toBe(422);
      expect(answer.body.message).toContain(message);
      expect((await cluster.call(path)).body).toMatchObject({
        metadata: { generation: 1 },
      });
    });
  });

  describe('by merge patch', () => {
    it('merges objects, deletes by null and replaces lists', async () => {
      const { body } = await patch('merge', {
        metadata: { annotations: { a: '1' } },
        spec: {
          strategy: { rollingUpdate: { maxSurge: null } },
          template: { spec: { containers: [{ name: 'other', image: 'o:1' }] } },
        },
      });
      expect(podSpec(body).containers.map(({ name }) => name)).toEqual([
        'other',
      ]);
      expect(body).toMatchObject({ metadata: { annotations: { a: '1' } } });
    });

    it('refuses to rename', async () => {
      const answer = await patch('merge', { metadata: { name: 'other' } });
      expect(answer.status).toBe(400);
    });

    it('refuses a stale version', async () => {
      const answer = await patch('merge', {
        metadata: { resourceVersion: '1' },
        spec: { replicas: 3 },
      });
      expect(answer).toMatchObject({
        status: 409,
        body: { reason: 'Conflict' },
      });
    });
  });

  describe('by strategic merge patch', () => {
    it('merges lists by their key', async () => {
      const containers = [
        { name: 'server', image: 'server:2', env: [{ name: 'B', value: '2' }] },
      ];
      const { body } = await patch('strategic', {
        spec: { template: { spec: { containers } } },
      });
      expect(podSpec(body).containers).toEqual([
        expect.objectContaining({
          name: 'server',
          image: 'server:2',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        }),
      ]);
    });

    it('deletes items and orders lists by directives', async () => {
      const env = [
        { name: 'A', $patch: 'delete' },
        { name: 'B', value: '2' },
        { name: 'C', value: '3' },
      ];
      const containers = [
        {
          name: 'server',
          env,
          '$setElementOrder/env': [{ name: 'C' }, { name: 'B' }],
        },
      ];
      const { body } = await patch('strategic', {
        spec: { template: { spec: { containers } } },
      });
      expect(podSpec(body).containers[0].env).toEqual([
        { name: 'C', value: '3' },
        { name: 'B', value: '2' },
      ]);
    });

    it('replaces maps and keeps only named keys by directives', async () => {
      const strategy = { $retainKeys: ['type'], type: 'Recreate' };
      const { body } = await patch('strategic', { spec: { strategy } });
      expect(body).toMatchObject({ spec: { strategy: { type: 'Recreate' } } });
      expect((body.spec as { strategy: object }).strategy).not.toHaveProperty(
        'rollingUpdate',
      );
    });

    it('is refused for custom resources, as in life', async () => {
      const object = {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'iris' },
        spec: {},
      };
      cluster.cluster.client.create(object);
      const answer = await cluster.call(`${paths.services}/iris`, {
        method: 'PATCH',
        body: { spec: {} },
        contentType: types.strategic,
      });
      expect(answer).toMatchObject({
        status: 415,
        body: { reason: 'UnsupportedMediaType' },
      });
    });
  });

  it('refuses a patch of no known kind', async () => {
    const answer = await cluster.call(path, {
      method: 'PATCH',
      body: {},
      contentType: 'application/json',
    });
    expect(answer.status).toBe(415);
  });
});

describe('server-side apply', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await TestCluster.start();
  });
  afterEach(() => cluster.stop());

  const apply = (
    manager: string,
    object: { metadata: { name: string } },
    query = '',
  ) =>
    cluster.call(
      `${paths.configMaps}/${object.metadata.name}?fieldManager=${manager}${query}`,
      {
        method: 'PATCH',
        body: object,
        contentType: types.apply,
      },
    );
  const managers = (body: unknown) =>
    (
      body as {
        metadata: { managedFields: { manager: string; fieldsV1: unknown }[] };
      }
    ).metadata.managedFields;

  it('creates, and owns what it states', async () => {
    const { status, body } = await apply('one', configMap('x'));
    expect(status).toBe(201);
    expect(managers(body)).toMatchObject([
      {
        manager: 'one',
        operation: 'Apply',
        fieldsV1: { 'f:data': { 'f:a': {} } },
      },
    ]);
  });

  it('takes out what is no longer stated, and leaves what others own', async () => {
    await apply('one', configMap('x', {}, { a: '1', b: '2', c: '3' }));
    await apply('two', configMap('x', {}, { c: '3' }));
    const { body } = await apply('one', configMap('x', {}, { a: '1' }));
    expect(body.data).toEqual({ a: '1', c: '3' });
  });

  it('changes neither object nor version when nothing is new', async () => {
    const { body } = await apply('one', configMap('x'));
    await apply('two', configMap('x', {}, { b: '2' }));
    const before = (await cluster.call(`${paths.configMaps}/x`)).body;
    const again = await apply('one', configMap('x'));
    expect(again.body).toEqual(before);
    expect(body.metadata).not.toEqual(again.body.metadata);
  });

  it('refuses what another owns, naming field and manager', async () => {
    await apply('one', configMap('x'));
    const answer = await apply('two', configMap('x', {}, { a: '2' }));
    expect(answer).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
        details: {
          causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }],
        },
      },
    });
  });

  it('takes it by force, and the other owner loses it', async () => {
    await apply('one', configMap('x', {}, { a: '1', b: '1' }));
    await apply('two', configMap('x', {}, { a: '2' }), '&force=true');
    const { body } = await apply('one', configMap('x', {}, { b: '1' }));
    expect(body.data).toEqual({ a: '2', b: '1' });
  });

  it('counts an update as ownership, and names it with its version', async () => {
    await apply('one', configMap('x'));
    const contentType = types.merge;
    await cluster.call(`${paths.configMaps}/x?fieldManager=editor`, {
      method: 'PATCH',
      body: { data: { a: '9' } },
      contentType,
    });
    const answer = await apply('one', configMap('x'));
    expect(answer.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "editor" using v1: .data.a',
    );
  });

  it('merges keyed lists item by item', async () => {
    const path = `${paths.deployments}/web`;
    const applied = (name: string, image: string) => ({
      ...deployment('web'),
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name, image }] },
        },
      },
    });
    const send = (manager: string, name: string, image: string) =>
      cluster.call(`${path}?fieldManager=${manager}`, {
        method: 'PATCH',
        body: applied(name, image),
        contentType: types.apply,
      });
    await send('one', 'server', 's:1');
    await send('two', 'side', 'c:1');
    const { body } = await send('one', 'server', 's:2');
    type Containers = {
      template: { spec: { containers: { name: string; image: string }[] } };
    };
    const { containers } = (body.spec as Containers).template.spec;
    expect(containers.map(({ name, image }) => [name, image])).toEqual([
      ['server', 's:2'],
      ['side', 'c:1'],
    ]);
    const emptied = {
      ...applied('x', 'x'),
      spec: { selector: { matchLabels: { app: 'web' } } },
    };
    const left = await cluster.call(`${path}?fieldManager=two`, {
      method: 'PATCH',
      body: emptied,
      contentType: types.apply,
    });
    expect(
      (left.body.spec as Containers).template.spec.containers.map(
        ({ name }) => name,
      ),
    ).toEqual(['server']);
  });

  it('owns the spec of an InferenceService as a whole', async () => {
    const object = (model: object) => ({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris' },
      spec: { predictor: { model } },
    });
    const send = (manager: string, model: object) =>
      cluster.call(`${paths.services}/iris?fieldManager=${manager}`, {
        method: 'PATCH',
        body: object(model),
        contentType: types.apply,
      });
    await send('one', { storageUri: 'oci://a' });
    const { body } = await send('one', { runtime: 'r' });
    expect(body.spec).toEqual({ predictor: { model: { runtime: 'r' } } });
    expect((await send('two', { runtime: 'x' })).body.message).toContain(
      'conflict with "one": .spec',
    );
  });

  it('writes the status apart', async () => {
    const base = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris' },
    };
    cluster.cluster.client.create({ ...base, spec: { a: 1 } });
    const path = `${paths.services}/iris/status?fieldManager=kserve`;
    const { body } = await cluster.call(path, {
      method: 'PATCH',
      body: { ...base, spec: { a: 2 }, status: { url: 'u' } },
      contentType: types.apply,
    });
    expect(body).toMatchObject({
      spec: { a: 1 },
      status: { url: 'u' },
      metadata: { generation: 1 },
    });
  });

  it.each([
    ['no manager', '/x', configMap('x'), 'fieldManager'],
    ['another name', '/y?fieldManager=m', configMap('x'), 'does not match'],
    [
      'no kind',
      '/x?fieldManager=m',
      { apiVersion: 'v1', metadata: { name: 'x' } },
      'whole ConfigMap',
    ],
    [
      'managed fields',
      '/x?fieldManager=m',
      configMap('x', { managedFields: [] }),
      'managedFields must be nil',
    ],
  ])('refuses %s', async (_, suffix, body, message) => {
    const answer = await cluster.call(`${paths.configMaps}${suffix}`, {
      method: 'PATCH',
      body,
      contentType: types.apply,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(message);
  });

  it('reads YAML', async () => {
    const body =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: "1"}\n';
    const answer = await cluster.call(`${paths.configMaps}/x?fieldManager=m`, {
      method: 'PATCH',
      body,
      contentType: types.apply,
    });
    expect(answer.body).toMatchObject({ data: { a: '1' } });
  });
});
