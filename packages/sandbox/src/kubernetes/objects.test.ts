import {
  configMap,
  deployment,
  paths,
  TestCluster,
  until,
} from './TestCluster';

describe('writing objects', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.stop());

  const post = (path: string, body: unknown) =>
    cluster.call(path, { method: 'POST', body });
  const put = (path: string, body: unknown) =>
    cluster.call(path, { method: 'PUT', body });
  const remove = (path: string, body?: unknown) =>
    cluster.call(path, { method: 'DELETE', body });

  describe('create', () => {
    it('gives identity and keeps what was sent', async () => {
      const { status, body } = await post(
        paths.configMaps,
        configMap('created'),
      );
      expect(status).toBe(201);
      expect(body).toMatchObject({
        data: { a: '1' },
        metadata: {
          name: 'created',
          namespace: 'default',
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          resourceVersion: expect.stringMatching(/^\d+$/),
          creationTimestamp: expect.stringMatching(
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          ),
        },
      });
    });

    it('makes a name from generateName', async () => {
      const object = { ...configMap(''), metadata: { generateName: 'made-' } };
      const { body } = await post(paths.configMaps, object);
      expect((body.metadata as { name: string }).name).toMatch(
        /^made-[a-z0-9]{5}$/,
      );
    });

    it('drops the status of a kind that has it apart', async () => {
      const object = { ...deployment('fresh'), status: { replicas: 5 } };
      const { body } = await post(paths.deployments, object);
      expect(body).not.toHaveProperty('status');
      expect(body).toMatchObject({
        metadata: { generation: 1 },
        spec: { replicas: 1, strategy: { type: 'RollingUpdate' } },
      });
    });

    it('writes nothing in a dry run', async () => {
      const answer = await post(
        `${paths.configMaps}?dryRun=All`,
        configMap('dry'),
      );
      expect(answer.status).toBe(201);
      expect((await cluster.call(`${paths.configMaps}/dry`)).status).toBe(404);
    });

    const oci = (spec: unknown) => ({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'bad' },
      spec,
    });
    it.each([
      [
        'one that exists',
        () => paths.configMaps,
        configMap('created'),
        409,
        'AlreadyExists',
        'configmaps "created" already exists',
      ],
      [
        'one in no namespace',
        () => '/api/v1/namespaces/none/configmaps',
        configMap('x'),
        404,
        'NotFound',
        'namespaces "none" not found',
      ],
      [
        'a bad name',
        () => paths.configMaps,
        configMap('No_Name'),
        422,
        'Invalid',
        'metadata.name',
      ],
      [
        'a bad label',
        () => paths.configMaps,
        configMap('x', { labels: { a: 'b c' } }),
        422,
        'Invalid',
        'metadata.labels',
      ],
      [
        'another kind',
        () => paths.configMaps,
        deployment('x'),
        400,
        'BadRequest',
        'Deployment',
      ],
      [
        'another namespace',
        () => paths.configMaps,
        configMap('x', { namespace: 'kube-system' }),
        400,
        'BadRequest',
        'does not match the namespace',
      ],
      ['no JSON', () => paths.configMaps, '{', 400, 'BadRequest', 'valid JSON'],
      [
        'a missing field',
        () => paths.ociRepositories,
        oci({ url: 'oci://a/b' }),
        422,
        'Invalid',
        'spec.interval: Required value',
      ],
      [
        'a field of the wrong form',
        () => paths.ociRepositories,
        oci({ url: 'http://a/b', interval: '1m' }),
        422,
        'Invalid',
        "should match '^oci://.*$'",
      ],
    ])('refuses %s', async (_, path, object, status, reason, message) => {
      const answer = await post(path(), object);
      expect(answer).toMatchObject({
        status,
        body: { kind: 'Status', status: 'Failure', reason, code: status },
      });
      expect(answer.body.message).toContain(message);
    });

    it('names every cause of a refusal with its field', async () => {
      const { body } = await post(paths.ociRepositories, oci({ url: 'x' }));
      expect(body.details).toMatchObject({
        kind: 'OCIRepository',
        causes: [
          { reason: 'FieldValueRequired', field: 'spec.interval' },
          { reason: 'FieldValueInvalid', field: 'spec.url' },
        ],
      });
    });

    it('refuses protobuf, which is not spoken here', async () => {
      const contentType = 'application/vnd.kubernetes.protobuf';
      const answer = await cluster.call(paths.configMaps, {
        method: 'POST',
        body: 'k8s',
        contentType,
      });
      expect(answer.status).toBe(415);
    });
  });

  describe('update', () => {
    it('refuses a state that was not the newest', async () => {
      const { body: first } = await post(paths.configMaps, configMap('twice'));
      const path = `${paths.configMaps}/twice`;
      expect((await put(path, { ...first, data: { a: '2' } })).status).toBe(
        200,
      );
      const stale = await put(path, { ...first, data: { a: '3' } });
      expect(stale).toMatchObject({
        status: 409,
        body: { reason: 'Conflict' },
      });
      expect(stale.body.message).toContain('the object has been modified');
    });

    it('demands the version of a custom resource', async () => {
      const object = {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'blind' },
        spec: {},
      };
      await post(paths.services, object);
      const answer = await put(`${paths.services}/blind`, object);
      expect(answer).toMatchObject({
        status: 422,
        body: { reason: 'Invalid' },
      });
      expect(answer.body.message).toContain('metadata.resourceVersion');
    });

    it('leaves the version alone when nothing changes', async () => {
      const { body } = await post(paths.configMaps, configMap('same'));
      const again = await put(`${paths.configMaps}/same`, body);
      expect(again.body.metadata).toEqual(body.metadata);
    });

    it('refuses a change of what is immutable', async () => {
      const { body } = await post(paths.deployments, deployment('fixed'));
      const spec = {
        ...(body.spec as object),
        selector: { matchLabels: { app: 'other' } },
      };
      const answer = await put(`${paths.deployments}/fixed`, {
        ...(body as object),
        spec,
      });
      expect(answer.status).toBe(422);
      expect(answer.body.message).toContain('field is immutable');
    });
  });

  describe('status', () => {
    it('is written apart from the rest, and the generation counts the rest alone', async () => {
      const { body: created } = await post(
        paths.deployments,
        deployment('parts'),
      );
      const path = `${paths.deployments}/parts`;
      const changed = {
        ...(created as object),
        status: { replicas: 3 },
        spec: { ...(created.spec as object), replicas: 7 },
      };
      const { body: status } = await put(`${path}/status`, changed);
      expect(status).toMatchObject({
        metadata: { generation: 1 },
        spec: { replicas: 1 },
        status: { replicas: 3 },
      });
      const { body: spec } = await put(path, {
        ...(status as object),
        status: { replicas: 9 },
        spec: { ...(status.spec as object), replicas: 7 },
      });
      expect(spec).toMatchObject({
        metadata: { generation: 2 },
        spec: { replicas: 7 },
        status: { replicas: 3 },
      });
    });

    it('is an ordinary field where the kind has no subresource', async () => {
      const path = '/apis/argoproj.io/v1alpha1/namespaces/default/applications';
      const object = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'app' },
        spec: { project: 'default', destination: {} },
        status: { health: { status: 'Healthy' } },
      };
      expect((await post(path, object)).body).toMatchObject({
        status: { health: { status: 'Healthy' } },
      });
      expect((await cluster.call(`${path}/app/status`)).status).toBe(404);
    });

    it('says of a Flux object that nobody has looked at it yet', async () => {
      const object = {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata: { name: 'new' },
        spec: { url: 'oci://a/b', interval: '1m' },
      };
      const { body } = await post(paths.ociRepositories, object);
      expect(body).toMatchObject({
        spec: { provider: 'generic', timeout: '60s' },
        status: { observedGeneration: -1 },
      });
    });
  });

  describe('scale', () => {
    it('reads and sets the replicas', async () => {
      await post(paths.deployments, deployment('scaled'));
      const path = `${paths.deployments}/scaled/scale`;
      const contentType = 'application/merge-patch+json';
      const answer = await cluster.call(path, {
        method: 'PATCH',
        body: { spec: { replicas: 4 } },
        contentType,
      });
      expect(answer.body).toMatchObject({
        kind: 'Scale',
        spec: { replicas: 4 },
      });
      expect(
        (await cluster.call(`${paths.deployments}/scaled`)).body,
      ).toMatchObject({ spec: { replicas: 4 } });
    });
  });

  describe('delete', () => {
    it('answers what it deleted, and a second time that there is nothing', async () => {
      await post(paths.configMaps, configMap('gone'));
      const answer = await remove(`${paths.configMaps}/gone`);
      expect(answer).toMatchObject({
        status: 200,
        body: {
          kind: 'Status',
          status: 'Success',
          details: { name: 'gone', kind: 'configmaps' },
        },
      });
      expect((await remove(`${paths.configMaps}/gone`)).status).toBe(404);
    });

    it('waits for finalizers', async () => {
      const { body } = await post(paths.services, {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'held', finalizers: ['a/b'] },
        spec: {},
      });
      expect(body.metadata).toMatchObject({ generation: 1 });
      const path = `${paths.services}/held`;
      const marked = await remove(path);
      expect(marked.body.metadata).toMatchObject({
        deletionTimestamp: expect.any(String),
        generation: 2,
      });
      const contentType = 'application/merge-patch+json';
      await cluster.call(path, {
        method: 'PATCH',
        body: { metadata: { finalizers: null } },
        contentType,
      });
      expect((await cluster.call(path)).status).toBe(404);
    });

    it('refuses another object of the same name', async () => {
      await post(paths.configMaps, configMap('mine'));
      const answer = await remove(`${paths.configMaps}/mine`, {
        preconditions: { uid: 'other' },
      });
      expect(answer).toMatchObject({
        status: 409,
        body: { reason: 'Conflict' },
      });
    });

    it('deletes a collection by selector', async () => {
      await post(
        paths.configMaps,
        configMap('c1', { labels: { of: 'collection' } }),
      );
      await post(
        paths.configMaps,
        configMap('c2', { labels: { of: 'collection' } }),
      );
      await remove(`${paths.configMaps}?labelSelector=of%3Dcollection`);
      const { body } = await cluster.call(
        `${paths.configMaps}?labelSelector=of%3Dcollection`,
      );
      expect(body.items).toEqual([]);
    });

    it.each([
      ['Background', 404],
      ['Foreground', 404],
      ['Orphan', 200],
    ])(
      'treats dependents by the policy %s',
      async (propagationPolicy, status) => {
        const name = `owner-${propagationPolicy.toLowerCase()}`;
        const { body: owner } = await post(paths.configMaps, configMap(name));
        const { uid } = owner.metadata as { uid: string };
        const ownerReferences = [
          { apiVersion: 'v1', kind: 'ConfigMap', name, uid },
        ];
        await post(
          paths.configMaps,
          configMap(`${name}-child`, { ownerReferences }),
        );
        await remove(`${paths.configMaps}/${name}`, { propagationPolicy });
        const { client } = cluster.cluster;
        const child = {
          kind: 'ConfigMap',
          namespace: 'default',
          name: `${name}-child`,
        };
        await until('the owner is gone', () => !client.get({ ...child, name }));
        if (status === 404)
          await until('the child is gone', () => !client.get(child));
        const left = client.get(child)?.metadata.ownerReferences;
        expect(left).toBeUndefined();
        expect(
          (await cluster.call(`${paths.configMaps}/${name}-child`)).status,
        ).toBe(status);
      },
    );

    it('leaves a running pod to its kubelet', async () => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'runs' },
        spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i:1' }] },
      };
      await post(paths.pods, pod);
      const marked = await remove(`${paths.pods}/runs`);
      expect(marked.body.metadata).toMatchObject({
        deletionGracePeriodSeconds: 30,
        deletionTimestamp: expect.any(String),
      });
      await remove(`${paths.pods}/runs`, { gracePeriodSeconds: 0 });
      expect((await cluster.call(`${paths.pods}/runs`)).status).toBe(404);
    });
  });

  describe('namespaces', () => {
    it('take everything in them along, and let nothing new in', async () => {
      const name = 'short';
      await post(paths.namespaces, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
      const inside = `/api/v1/namespaces/${name}/configmaps`;
      await post(inside, configMap('held', { finalizers: ['a/b'] }));
      await post(inside, configMap('free'));
      await remove(`${paths.namespaces}/${name}`);
      const { client } = cluster.cluster;
      await until(
        'the content is going',
        () => !client.get({ kind: 'ConfigMap', namespace: name, name: 'free' }),
      );
      expect(
        (await cluster.call(`${paths.namespaces}/${name}`)).body,
      ).toMatchObject({ status: { phase: 'Terminating' } });
      const refused = await post(inside, configMap('late'));
      expect(refused).toMatchObject({
        status: 403,
        body: { reason: 'Forbidden' },
      });
      expect(refused.body.message).toContain('because it is being terminated');
      client.patch(
        { kind: 'ConfigMap', namespace: name, name: 'held' },
        { metadata: { finalizers: null } },
        { type: 'merge' },
      );
      await until(
        'the namespace is gone',
        () => !client.get({ kind: 'Namespace', name }),
      );
    });
  });
});
