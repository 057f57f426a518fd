import { generateKeyPairSync } from 'node:crypto';
import type { KubernetesObject } from '../kubernetes';
import { isJsonObject } from '../kubernetes/fieldPath';
import { until } from '../kubernetes/TestCluster';
import deployment from './__fixtures__/deployment.json';
import invalidFormat from './__fixtures__/inferenceservice-invalid-format.json';
import readyService from './__fixtures__/inferenceservice-ready.json';
import stoppedService from './__fixtures__/inferenceservice-stopped.json';
import unhealthy from './__fixtures__/kustomization-unhealthy.json';
import readySource from './__fixtures__/ocirepository-ready.json';
import refusedSource from './__fixtures__/ocirepository-refused.json';
import readyPod from './__fixtures__/pod-ready.json';
import { inferenceService, TestPlayers } from './TestPlayers';

/** Names, digests, addresses and times are what two runs may differ in. */
function normalized(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replace(/[0-9a-f]{64}/g, '<digest>')
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/iris-argo|iris2|"bad"/g, name =>
      name === '"bad"' ? '"iris"' : 'iris',
    )
    .replace(/argo-models/g, 'models')
    .replace(
      /<host>\/(g|models)\/(manifests|iris-manifests)/g,
      '<host>/<manifests>',
    )
    .replace(/<host>\/(g|models)\/iris/g, '<host>/<image>')
    .replace(
      /http:\/\/(<host>|source-controller\.flux-system\.svc\.cluster\.local\.)\/ocirepository/g,
      '<storage>/ocirepository',
    )
    .replace(
      /kserve\/sklearnserver:v0.20.0|kserve-sklearnserver:replace/g,
      '<runtime>',
    )
    .replace(/predictor-[a-z0-9]{9,10}\b/g, 'predictor-<hash>')
    .replace(/"\d\.\d\.\d@/g, '"<version>@')
    .replace(/\b\d\.\d\.\d(?=(@|\b))/g, '<version>')
    .replace(/after [\d.]+m?s/g, 'after <duration>');
  return JSON.parse(text);
}

describe('players', () => {
  let players: TestPlayers;
  beforeEach(async () => {
    players = await TestPlayers.start();
  });
  afterEach(() => players.stop());

  const ship = async (
    options?: Parameters<TestPlayers['publish']>[2],
    change?: Parameters<TestPlayers['enroll']>[1],
  ) => {
    const published = await players.publish('iris', '1.0.0', options);
    players.enroll('iris', change);
    return published;
  };
  const shipped = async () => {
    const published = await ship();
    await players.conditionIs('Kustomization', 'iris', 'True');
    return published;
  };
  const statusOf = (kind: string, name = 'iris', where?: string) =>
    players.object(kind, name, where)?.status;
  const reasons = () =>
    players.client
      .list<KubernetesObject & { reason?: string }>('Event')
      .map(({ reason }) => reason);

  const readyOf = () => players.condition('Kustomization', 'iris', 'Ready');
  const failureOf = (reason: string) =>
    until(reason, () => {
      const ready = readyOf();
      return ready?.reason === reason ? ready : undefined;
    });

  describe('when a signed version is shipped', () => {
    it('brings it up, leaving behind what the real controllers leave', async () => {
      const { image, manifests } = await shipped();
      const pod = players.pods('iris')[0];
      expect(normalized(statusOf('InferenceService'))).toEqual(
        normalized(readyService.status),
      );
      expect(
        normalized(players.object('InferenceService', 'iris')?.spec),
      ).toEqual(normalized(readyService.spec));
      const source = normalized(readySource.status) as {
        artifact: { size: number };
      };
      expect(
        normalized(statusOf('OCIRepository', 'iris', 'flux-system')),
      ).toEqual({
        ...source,
        artifact: { ...source.artifact, size: expect.any(Number) },
        lastHandledReconcileAt: undefined,
      });
      expect(
        normalized(players.object('Deployment', 'iris-predictor')?.spec),
      ).toEqual(normalized(deployment.spec));
      const { spec } = pod as { spec: object };
      expect(normalized(spec)).toEqual(normalized(readyPod.spec));
      expect(statusOf('Kustomization', 'iris', 'flux-system')).toMatchObject({
        lastAppliedRevision: `1.0.0@${manifests}`,
        lastAttemptedRevision: `1.0.0@${manifests}`,
        inventory: {
          entries: [
            {
              id: 'models_iris_serving.kserve.io_InferenceService',
              v: 'v1beta1',
            },
          ],
        },
        history: [
          {
            lastReconciledStatus: 'ReconciliationSucceeded',
            totalReconciliations: expect.any(Number),
          },
        ],
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'ReconciliationSucceeded',
            message: `Applied revision: 1.0.0@${manifests}`,
          },
          { type: 'Healthy', status: 'True', reason: 'Succeeded' },
        ],
      });
      expect(pod.status).toMatchObject({
        phase: 'Running',
        containerStatuses: [
          { name: 'kserve-container', ready: true },
          {
            name: 'modelcar',
            imageID: `${players.registry.host}/models/iris@${image}`,
          },
        ],
      });
    });

    it('prints what a model server prints', async () => {
      await shipped();
      const { name } = players.pods('iris')[0].metadata;
      const lines = players.test.cluster.podLogs.read({
        namespace: 'models',
        pod: name,
        container: 'kserve-container',
      });
      expect(lines.map(({ text }) => text).join('\n')).toContain(
        'Model iris loaded from /mnt/models',
      );
    });

    it('keeps it up over a restart', async () => {
      await shipped();
      const { uid } = players.pods('iris')[0].metadata;
      await players.restart();
      players.request('Kustomization', 'iris', 'again');
      await until(
        'the request is answered',
        () =>
          players.field(
            'Kustomization',
            'iris',
            'status.lastHandledReconcileAt',
            'flux-system',
          ) === 'again',
      );
      expect(players.pods('iris').map(({ metadata }) => metadata.uid)).toEqual([
        uid,
      ]);
      await players.conditionIs('Kustomization', 'iris', 'True');
    });
  });

  describe('when a new version is published', () => {
    it('rolls it out and only then ends the old one', async () => {
      await shipped();
      const readyCounts: number[] = [];
      const stop = players.client.watch('Pod', () => {
        const ready = players
          .pods('iris')
          .filter(pod => isReady(pod) && !pod.metadata.deletionTimestamp);
        readyCounts.push(ready.length);
      });
      const { manifests, image } = await players.publish('iris', '1.1.0');
      await until(
        'the new version is applied',
        () =>
          players.field(
            'Kustomization',
            'iris',
            'status.lastAppliedRevision',
            'flux-system',
          ) === `1.1.0@${manifests}`,
      );
      await until('one pod is left', () => players.pods('iris').length === 1);
      stop();
      expect(Math.min(...readyCounts)).toBe(1);
      expect(JSON.stringify(players.pods('iris')[0].status)).toContain(image);
      expect(
        players.field('Deployment', 'iris-predictor', 'metadata.annotations'),
      ).toMatchObject({
        'deployment.kubernetes.io/revision': '2',
      });
    });
  });

  describe('when the signature is not right', () => {
    it('refuses an unsigned version as the real Flux does, and keeps the old one', async () => {
      const { manifests } = await shipped();
      await players.publish('iris', '1.2.0', { isSigned: false });
      await players.conditionIs('OCIRepository', 'iris', 'False');
      const {
        lastHandledReconcileAt: _,
        artifact,
        ...expected
      } = refusedSource.status;
      const { artifact: held, ...status } = statusOf(
        'OCIRepository',
        'iris',
        'flux-system',
      ) as { artifact: { revision: string } };
      expect(normalized(status)).toEqual(normalized(expected));
      expect(Object.keys(held)).toEqual(Object.keys(artifact));
      expect(held.revision).toBe(`1.0.0@${manifests}`);
      expect(
        players.condition('InferenceService', 'iris', 'Ready', 'models')
          ?.status,
      ).toBe('True');
    });

    const repository = 'models/iris-manifests';
    const stranger = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    }).privateKey;
    type Sign = (digest: string) => Promise<void>;
    it.each<[string, 'True' | 'False', Sign]>([
      [
        'a legacy signature',
        'True',
        digest => players.signLegacy(repository, digest),
      ],
      [
        'a legacy signature by another key',
        'False',
        digest => players.signLegacy(repository, digest, stranger),
      ],
      [
        'a bundle by another key',
        'False',
        digest => players.signBundle(repository, digest, stranger),
      ],
      [
        'a bundle by another key, which hides a right legacy signature',
        'False',
        async digest => {
          await players.signLegacy(repository, digest);
          await players.signBundle(repository, digest, stranger);
        },
      ],
      [
        'a right bundle beside one by another key',
        'True',
        async digest => {
          await players.signBundle(repository, digest, stranger);
          await players.signBundle(repository, digest);
        },
      ],
      [
        'a bundle of another digest',
        'False',
        () => players.signBundle(repository, `sha256:${'0'.repeat(64)}`),
      ],
    ])('takes %s as verified=%s', async (_, verified, signIt) => {
      const { manifests } = await players.publish('iris', '1.0.0', {
        isSigned: false,
      });
      await signIt(manifests);
      players.enroll('iris');
      const verdict = await players.conditionIs(
        'OCIRepository',
        'iris',
        verified,
        'flux-system',
        'SourceVerified',
      );
      const reason = verified === 'True' ? 'Succeeded' : 'VerificationError';
      expect(verdict.reason).toBe(reason);
    });

    it('says that the secret with the key is missing', async () => {
      await ship(
        {},
        {
          source: {
            verify: { provider: 'cosign', secretRef: { name: 'none' } },
          },
        },
      );
      const ready = await players.conditionIs('OCIRepository', 'iris', 'False');
      expect(ready.message).toBe(
        'failed to verify the signature using provider \'cosign\': secrets "none" not found',
      );
    });
  });

  describe('when a source cannot be fetched', () => {
    it.each([
      [
        'no version fits',
        { ref: { semver: '>=9.0.0' } },
        'ReadOperationFailed',
        'no match found for semver: >=9.0.0',
      ],
      [
        'the range is nonsense',
        { ref: { semver: 'x.y' } },
        'ReadOperationFailed',
        "semver 'x.y' parse error",
      ],
      [
        'the tag is missing',
        { ref: { tag: 'none' } },
        'OCIArtifactPullFailed',
        'failed to determine artifact digest',
      ],
      [
        'the registry is another one',
        { url: 'oci://registry.example.com/a/b' },
        'ReadOperationFailed',
        'its own registry',
      ],
      [
        'the URL is nonsense',
        { url: 'oci://nonsense' },
        'URLInvalid',
        'URL validation failed',
      ],
      [
        'the layer is missing',
        { layerSelector: { mediaType: 'x/y' } },
        'OCIArtifactLayerOperationFailed',
        "media type 'x/y'",
      ],
    ])('says so: %s', async (_, source, reason, message) => {
      await ship({}, { source });
      const ready = await players.conditionIs('OCIRepository', 'iris', 'False');
      expect(ready).toMatchObject({
        reason,
        message: expect.stringContaining(message),
      });
      const waiting = await players.conditionIs(
        'Kustomization',
        'iris',
        'False',
      );
      expect(waiting).toMatchObject({ reason: 'ArtifactFailed' });
    });

    it('goes on when the registry is back', async () => {
      players.registry.setUnavailable(true);
      players.enroll('iris');
      await players.conditionIs('OCIRepository', 'iris', 'False');
      players.registry.setUnavailable(false);
      const { manifests } = await players.publish('iris', '1.0.0');
      const ready = await players.conditionIs('Kustomization', 'iris', 'True');
      expect(ready.message).toBe(`Applied revision: 1.0.0@${manifests}`);
    });
  });

  describe('when a Kustomization cannot be applied', () => {
    it.each([
      [
        'no such path',
        { path: './none' },
        'ArtifactFailed',
        'kustomization path not found',
      ],
      [
        'a bad patch',
        {
          patches: [
            {
              patch: '- {op: remove, path: /none}',
              target: { kind: 'InferenceService' },
            },
          ],
        },
        'BuildFailed',
        'kustomize build failed',
      ],
      [
        'no such namespace',
        { targetNamespace: 'none' },
        'ReconciliationFailed',
        'InferenceService/none/iris dry-run failed (NotFound): namespaces "none" not found',
      ],
      [
        'a dependency that is not there',
        { dependsOn: [{ name: 'other' }] },
        'DependencyNotReady',
        "dependency 'flux-system/other' not found",
      ],
    ])('says so: %s', async (_, kustomization, reason, message) => {
      await ship({}, { kustomization });
      await until(message, () => String(readyOf()?.message).includes(message));
      expect(readyOf()?.reason).toBe(reason);
    });

    it('waits for health as long as it may, in the words of the real controller', async () => {
      await ship(
        { digest: `sha256:${'1'.repeat(64)}` },
        { kustomization: { timeout: '100ms', healthCheckExprs: undefined } },
      );
      await until(
        'the health check is over',
        () =>
          players.condition('Kustomization', 'iris', 'Ready')?.reason ===
          'HealthCheckFailed',
      );
      const { conditions } = statusOf(
        'Kustomization',
        'iris',
        'flux-system',
      ) as { conditions: { message: string }[] };
      const messages = (list: { message: string }[]) =>
        list.map(each => ({
          ...each,
          message: each.message.replace(/timeout of \w+/, 'timeout'),
        }));
      expect(normalized(messages(conditions))).toEqual(
        normalized(messages(unhealthy.status.conditions)),
      );
    });

    it('leaves a suspended one alone', async () => {
      await ship({}, { kustomization: { suspend: true } });
      await players.conditionIs('OCIRepository', 'iris', 'True');
      expect(players.object('InferenceService', 'iris')).toBeUndefined();
      expect(statusOf('Kustomization', 'iris', 'flux-system')).toEqual({
        observedGeneration: -1,
      });
    });
  });

  describe('when the model is removed', () => {
    it('takes everything along that it brought', async () => {
      await shipped();
      for (const kind of ['Kustomization', 'OCIRepository']) {
        players.client.delete({ kind, name: 'iris', namespace: 'flux-system' });
      }
      await until('all is gone', () =>
        [
          'InferenceService',
          'Deployment',
          'ReplicaSet',
          'Pod',
          'Service',
          'HorizontalPodAutoscaler',
        ].every(
          kind =>
            players.client.list(kind, { namespace: 'models' }).length === 0,
        ),
      );
      expect(
        players.object('Kustomization', 'iris', 'flux-system'),
      ).toBeUndefined();
    });
  });

  describe('KServe', () => {
    it('says that no runtime supports the format, and Flux says that it failed', async () => {
      await ship({ format: 'nosuch' });
      const ready = await failureOf('HealthCheckFailed');
      expect(ready.message).toContain(
        "failed early due to stalled resources: [InferenceService/models/iris status: 'Failed']",
      );
      expect(normalized(statusOf('InferenceService'))).toEqual(
        normalized(invalidFormat.status),
      );
    });

    it('stops and starts by the annotation', async () => {
      await shipped();
      const key = {
        kind: 'InferenceService',
        name: 'iris',
        namespace: 'models',
      };
      const stopIt = (value: string | null) =>
        players.client.patch(
          key,
          { metadata: { annotations: { 'serving.kserve.io/stop': value } } },
          { type: 'merge' },
        );
      stopIt('true');
      await players.conditionIs(
        'InferenceService',
        'iris',
        'True',
        'models',
        'Stopped',
      );
      await until('no pod is left', () => players.pods('iris').length === 0);
      expect(normalized(statusOf('InferenceService'))).toEqual(
        normalized(stoppedService.status),
      );
      stopIt(null);
      await players.conditionIs('InferenceService', 'iris', 'True', 'models');
    });
  });

  describe('the kubelet', () => {
    const server = () => {
      const statuses = players
        .pods('iris')
        .map(pod => pod.status as { containerStatuses?: unknown });
      const containers = statuses.flatMap(({ containerStatuses }) =>
        Array.isArray(containerStatuses) ? containerStatuses : [],
      );
      return containers
        .filter(isJsonObject)
        .find(({ name }) => name === 'kserve-container');
    };
    const init = () => {
      const [pod] = players.pods('iris');
      const { initContainerStatuses } = (pod?.status ?? {}) as {
        initContainerStatuses?: unknown;
      };
      return Array.isArray(initContainerStatuses)
        ? initContainerStatuses[0]
        : undefined;
    };

    it('cannot pull an image that is not there', async () => {
      await ship({ digest: `sha256:${'1'.repeat(64)}` });
      await until('the pull backs off', () =>
        textOf(init()).includes('ImagePullBackOff'),
      );
      expect(textOf(init())).toContain(
        `models/iris@sha256:${'1'.repeat(64)}: not found`,
      );
      expect(reasons()).toEqual(
        expect.arrayContaining(['Scheduled', 'Pulling', 'Failed', 'BackOff']),
      );
    });

    it('has no place for a pod that asks for a GPU', async () => {
      const service = inferenceService('big', {
        modelFormat: { name: 'sklearn' },
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      });
      players.client.create({
        ...service,
        metadata: { ...service.metadata, namespace: 'models' },
      });
      const scheduled = await until('the scheduler refuses', () => {
        const conditions = (
          players.pods('big')[0]?.status as { conditions?: unknown } | undefined
        )?.conditions;
        return Array.isArray(conditions)
          ? conditions.find(({ type }) => type === 'PodScheduled')
          : undefined;
      });
      expect(scheduled).toMatchObject({
        status: 'False',
        reason: 'Unschedulable',
      });
      expect(scheduled.message).toMatch(
        /^0\/1 nodes are available: 1 Insufficient nvidia.com\/gpu\./,
      );
    });

    it.each([
      ['pull:iris', () => textOf(init()).includes('ImagePullBackOff')],
      ['load:iris', () => textOf(server()).includes('CrashLoopBackOff')],
      ['crash:iris', () => textOf(server()).includes('CrashLoopBackOff')],
      [
        'schedule:iris',
        () => textOf(players.pods('iris')[0]?.status).includes('Unschedulable'),
      ],
    ])('breaks and mends %s', async (what, isBroken) => {
      await shipped();
      players.breaker.breakIt(what);
      await until(`${what} is seen`, isBroken);
      await players.conditionIs('InferenceService', 'iris', 'False', 'models');
      players.breaker.mend(what);
      await players.conditionIs('InferenceService', 'iris', 'True', 'models');
      expect(players.pods('iris').filter(isReady)).toHaveLength(1);
    });

    it('says why a model did not load, in status and log', async () => {
      await shipped();
      players.breaker.breakIt('load:iris', { message: 'ValueError: damaged' });
      await until(
        'KServe sees it',
        () =>
          players.field(
            'InferenceService',
            'iris',
            'status.modelStatus.transitionStatus',
          ) === 'BlockedByFailedLoad',
      );
      expect(
        players.field('InferenceService', 'iris', 'status.modelStatus'),
      ).toMatchObject({
        states: { targetModelState: 'FailedToLoad' },
        lastFailureInfo: {
          reason: 'ModelLoadFailed',
          message: 'ValueError: damaged',
          exitCode: 1,
        },
      });
      const pod = players
        .pods('iris')
        .find(({ metadata }) => !metadata.deletionTimestamp);
      const key = {
        namespace: 'models',
        pod: pod?.metadata.name ?? '',
        container: 'kserve-container',
      };
      const { podLogs } = players.test.cluster;
      const lines = [
        ...podLogs.read(key),
        ...podLogs.read(key, { previous: true }),
      ].map(({ text }) => text);
      expect(lines).toContain('ValueError: damaged');
    });

    it('leaves models of another namespace alone', async () => {
      await shipped();
      players.breaker.breakIt('crash:iris', { namespace: 'elsewhere' });
      players.request('Kustomization', 'iris', 'now');
      await until(
        'the request is answered',
        () =>
          players.field(
            'Kustomization',
            'iris',
            'status.lastHandledReconcileAt',
            'flux-system',
          ) === 'now',
      );
      expect(
        players.condition('InferenceService', 'iris', 'Ready', 'models')
          ?.status,
      ).toBe('True');
    });

    it.each(['nonsense', 'pull:', 'burn:iris', 'pull:a:b'])(
      'cannot break %s',
      what => {
        expect(() => players.breaker.breakIt(what)).toThrow(
          expect.objectContaining({ code: 'FAULT_UNKNOWN' }),
        );
      },
    );
  });

  describe('a Git source', () => {
    const cm = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: models}\n`;
    const enrollFleet = () => {
      const metadata = { name: 'fleet', namespace: 'flux-system' };
      const sourceRef = { kind: 'GitRepository', name: 'fleet' };
      players.client.create({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata,
        spec: {
          url: players.git.remote('fleet'),
          interval: '5s',
          ref: { branch: 'main' },
        },
      });
      players.client.create({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata,
        spec: {
          path: './clusters/dev',
          interval: '1m',
          prune: true,
          sourceRef,
        },
      });
    };

    it('is applied folder by folder, and pruned with its files', async () => {
      await players.git.createRepository('fleet', {
        'clusters/dev/a.yaml': cm('a'),
        'clusters/dev/sub/b.yaml': cm('b'),
        'clusters/prod/c.yaml': cm('c'),
      });
      enrollFleet();
      await players.conditionIs('Kustomization', 'fleet', 'True');
      const names = () =>
        players.client
          .list('ConfigMap', { namespace: 'models' })
          .map(({ metadata }) => metadata.name);
      expect(names()).toEqual(['a', 'b']);
      const { message } = await players.conditionIs(
        'GitRepository',
        'fleet',
        'True',
      );
      expect(message).toMatch(
        /^stored artifact for revision 'main@sha1:[0-9a-f]{40}'$/,
      );
      await players.git.api('POST', '/repos/waybill/fleet/contents', {
        files: [
          {
            operation: 'create',
            path: 'clusters/dev/d.yaml',
            content: Buffer.from(cm('d')).toString('base64'),
          },
        ],
      });
      await until('the new file is applied', () => names().includes('d'));
    });

    it('says that the branch is not there', async () => {
      await players.git.createRepository('fleet');
      enrollFleet();
      const ready = await players.conditionIs(
        'GitRepository',
        'fleet',
        'False',
      );
      expect(ready).toMatchObject({
        reason: 'GitOperationFailed',
        message: expect.stringContaining('refs/heads/main'),
      });
    });
  });
});

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function isReady(pod: KubernetesObject): boolean {
  const { conditions } = (pod.status ?? {}) as { conditions?: unknown };
  return (
    Array.isArray(conditions) &&
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}
