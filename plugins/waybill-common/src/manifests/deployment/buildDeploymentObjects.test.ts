import {
  deploymentInput,
  FULL_PROFILE,
  HTTP_ROUTE,
  KIT_IMAGE,
  REFERENCE,
  SERVER_IMAGE,
} from './__testUtils__/deploymentInput';
import { build, find, kindsOf, podOf } from './__testUtils__/builtObjects';
import { buildDeploymentObjects } from './buildDeploymentObjects';

describe('buildDeploymentObjects', () => {
  it('makes a Deployment and a Service where nothing else is declared', () => {
    expect(kindsOf(build())).toEqual(['Deployment/iris', 'Service/iris']);
  });

  it('makes everything that belongs to a model in production', () => {
    expect(
      kindsOf(build({ serving: { route: HTTP_ROUTE }, profile: FULL_PROFILE })),
    ).toEqual([
      'Deployment/iris',
      'Service/iris',
      'Deployment/iris-canary',
      'Service/iris-canary',
      'HTTPRoute/iris',
      'HorizontalPodAutoscaler/iris',
      'PodDisruptionBudget/iris',
      'ServiceMonitor/iris',
    ]);
  });

  it('labels every object for Kubernetes and for Backstage', () => {
    for (const { metadata } of build({
      serving: { route: HTTP_ROUTE },
      profile: FULL_PROFILE,
    })) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'iris',
        'app.kubernetes.io/component': 'model-server',
        'app.kubernetes.io/managed-by': 'waybill',
        'backstage.io/kubernetes-id': 'iris',
      });
    }
  });

  it('pins nothing in the base', () => {
    for (const delivery of [
      'image',
      'init-container',
      'image-volume',
    ] as const) {
      const objects = buildDeploymentObjects({
        ...deploymentInput({ delivery }),
        package: undefined,
      });
      expect(JSON.stringify(objects)).not.toContain('models/iris');
      expect(objects[0].metadata.annotations).toBeUndefined();
    }
  });

  it('refuses with the first problem, at its field', () => {
    expect(() => build({ serving: { port: 80 } })).toThrow(
      expect.objectContaining({
        name: 'ManifestError',
        code: 'INVALID_VALUE',
        field: 'serving.port',
      }),
    );
  });

  describe('the pod', () => {
    it('runs without root, privileges and a file system to write to', () => {
      const pod = podOf(build({ delivery: 'init-container' }));
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const container of [
        ...pod.containers,
        ...(pod.initContainers ?? []),
      ]) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.volumeMounts).toContainEqual({
          name: 'tmp',
          mountPath: '/tmp',
        });
      }
      expect(pod.volumes).toContainEqual({ name: 'tmp', emptyDir: {} });
    });

    it('waits as long for the model as it may take to load', () => {
      const objects = build({
        serving: {
          startupSeconds: 1795,
          livenessPath: '/live',
          readinessPath: '/ready',
        },
      });
      const [server] = podOf(objects).containers;
      expect(server).toMatchObject({
        startupProbe: {
          httpGet: { path: '/live', port: 'http' },
          periodSeconds: 10,
          failureThreshold: 180,
        },
        livenessProbe: { httpGet: { path: '/live', port: 'http' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
      });
      expect(find(objects, 'Deployment').spec).toMatchObject({
        progressDeadlineSeconds: 2095,
      });
    });

    it('gives a GPU as request and as limit, and shared memory to several', () => {
      const withGpus = (count: number) =>
        podOf(build({ profile: { gpu: { count } } }));
      expect(withGpus(1).containers[0].resources).toEqual({
        requests: { 'nvidia.com/gpu': '1' },
        limits: { 'nvidia.com/gpu': '1' },
      });
      const memory = { name: 'shared-memory', emptyDir: { medium: 'Memory' } };
      expect(withGpus(1).volumes).not.toContainEqual(memory);
      expect(withGpus(2).volumes).toContainEqual(memory);
    });

    it('tells the server where its model is, and what the environment wants', () => {
      const [server] = podOf(
        build({
          serving: {
            port: 9000,
            modelPath: '/models',
            env: { A: '1', B: '1' },
          },
          profile: { logLevel: 'debug', env: { B: '2' } },
        }),
      ).containers;
      expect(server.env).toEqual([
        { name: 'MODEL_PATH', value: '/models' },
        { name: 'PORT', value: '9000' },
        { name: 'HOME', value: '/tmp' },
        { name: 'LOG_LEVEL', value: 'debug' },
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ]);
      expect(server.ports).toEqual([{ name: 'http', containerPort: 9000 }]);
    });
  });

  describe('the model', () => {
    it('is the image', () => {
      const pod = podOf(build({ delivery: 'image' }));
      expect(pod.containers[0].image).toBe(REFERENCE);
      expect(pod.initContainers).toBeUndefined();
    });

    it('is in an image that was named', () => {
      const objects = build({
        delivery: 'image',
        serving: { image: SERVER_IMAGE },
      });
      expect(podOf(objects).containers[0].image).toBe(SERVER_IMAGE);
      expect(objects[0].metadata.annotations).toMatchObject({
        'waybill.dev/model': REFERENCE,
      });
    });

    it('is unpacked by an init container, with the secret of the registry', () => {
      const pod = podOf(
        build({ serving: { imagePullSecrets: ['registry', 'other'] } }),
      );
      expect(pod.initContainers).toMatchObject([
        {
          name: 'unpack-model',
          image: KIT_IMAGE,
          command: ['kit'],
          args: [
            'unpack',
            REFERENCE,
            '--dir',
            '/mnt/models',
            '--filter',
            'model',
            '--overwrite',
          ],
          env: [{ name: 'KITOPS_HOME', value: '/tmp/kitops' }],
        },
      ]);
      expect(pod.initContainers?.[0].volumeMounts).toContainEqual({
        name: 'registry-credentials',
        mountPath: '/tmp/kitops/credentials.json',
        subPath: 'credentials.json',
        readOnly: true,
      });
      expect(pod.volumes).toContainEqual({
        name: 'registry-credentials',
        secret: {
          secretName: 'registry',
          items: [{ key: '.dockerconfigjson', path: 'credentials.json' }],
        },
      });
      expect(pod.containers[0].volumeMounts).toContainEqual({
        name: 'model',
        mountPath: '/mnt/models',
        readOnly: true,
      });
    });

    it('is unpacked from a registry that speaks plain HTTP', () => {
      const pod = podOf(build({ serving: { isPlainHttp: true } }));
      expect(pod.initContainers?.[0].args).toContain('--plain-http');
    });

    it('is a volume', () => {
      const pod = podOf(build({ delivery: 'image-volume' }));
      expect(pod.volumes).toContainEqual({
        name: 'model',
        image: { reference: REFERENCE, pullPolicy: 'IfNotPresent' },
      });
      expect(pod.containers[0].volumeMounts).toContainEqual({
        name: 'model',
        mountPath: '/mnt/models',
        subPath: 'models',
        readOnly: true,
      });
    });

    it('is named on the Deployment and its pods', () => {
      const annotations = {
        'waybill.dev/version': '1.0.0',
        'waybill.dev/model': REFERENCE,
      };
      const deployment = find(build(), 'Deployment');
      expect(deployment.metadata.annotations).toEqual(annotations);
      expect(deployment.spec).toMatchObject({
        template: { metadata: { annotations } },
      });
    });
  });
});
