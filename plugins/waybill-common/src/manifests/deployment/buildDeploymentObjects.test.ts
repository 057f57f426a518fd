import type { DeploymentSpec } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import {
  CANARY_DIGEST,
  deploymentInput,
  FULL_PROFILE,
  HTTP_ROUTE,
  INGRESS,
  KIT_IMAGE,
  REFERENCE,
  SERVER_IMAGE,
} from './__testUtils__/deploymentInput';
import { buildDeploymentObjects } from './buildDeploymentObjects';

type Changes = NonNullable<Parameters<typeof deploymentInput>[0]>;

/** The parts of a pod that the tests look at. */
interface Pod {
  readonly [field: string]: unknown;
  readonly containers: readonly Record<string, unknown>[];
  readonly initContainers?: readonly Record<string, unknown>[];
  readonly volumes: readonly Record<string, unknown>[];
}

function build(changes: Changes = {}): KubernetesManifest[] {
  return buildDeploymentObjects(deploymentInput(changes));
}

function find(
  objects: readonly KubernetesManifest[],
  kind: string,
  name = 'iris',
) {
  const found = objects.find(
    object => object.kind === kind && object.metadata.name === name,
  );
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found as KubernetesManifest & { spec: object };
}

function podOf(objects: readonly KubernetesManifest[], name = 'iris'): Pod {
  const { template } = find(objects, 'Deployment', name).spec as {
    template: { spec: Pod };
  };
  return template.spec;
}

function kindsOf(objects: readonly KubernetesManifest[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

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

  describe('replicas', () => {
    const replicasOf = (profile: Changes['profile']) => {
      const objects = build({ profile });
      return {
        replicas: (find(objects, 'Deployment').spec as { replicas?: number })
          .replicas,
        scalers: kindsOf(objects).filter(kind => !/^(Depl|Serv)/.test(kind)),
      };
    };
    const resources = { requests: { cpu: '1', memory: '1Gi' } };

    it('are declared where nothing scales', () => {
      expect(replicasOf({ replicas: { min: 3 } })).toEqual({
        replicas: 3,
        scalers: [],
      });
      expect(
        replicasOf({ replicas: { min: 2 }, autoscaling: { class: 'none' } }),
      ).toEqual({ replicas: 2, scalers: [] });
    });

    it('are left to an autoscaler, also where only their bounds are declared', () => {
      expect(replicasOf({ replicas: { min: 1, max: 3 }, resources })).toEqual({
        replicas: undefined,
        scalers: ['HorizontalPodAutoscaler/iris'],
      });
      expect(
        replicasOf({
          replicas: { min: 1, max: 3 },
          resources,
          autoscaling: { class: 'keda' },
        }),
      ).toEqual({ replicas: undefined, scalers: ['ScaledObject/iris'] });
    });

    it('follow the measure that is declared', () => {
      const objects = build({
        profile: {
          replicas: { min: 1, max: 3 },
          resources,
          autoscaling: { class: 'hpa', metric: 'memory', target: 60 },
        },
      });
      expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({
        minReplicas: 1,
        maxReplicas: 3,
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'memory',
              target: { type: 'Utilization', averageUtilization: 60 },
            },
          },
        ],
      });
    });
  });

  describe('the route', () => {
    const route = (serving: Partial<DeploymentSpec>, profile = {}) =>
      build({ serving, profile });

    it('is an Ingress', () => {
      expect(find(route({ route: INGRESS }), 'Ingress').spec).toMatchObject({
        ingressClassName: 'nginx',
        tls: [{ hosts: ['iris.example.com'], secretName: 'iris-tls' }],
        rules: [
          {
            host: 'iris.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: {
                    service: { name: 'iris', port: { name: 'http' } },
                  },
                },
              ],
            },
          },
        ],
      });
    });

    it('shares the traffic with the canaries', () => {
      const further = `sha256:${'5'.repeat(64)}`;
      const objects = route(
        { route: HTTP_ROUTE },
        {
          ...FULL_PROFILE,
          furtherCanaries: [
            { trafficPercent: 5, version: '1.2.0-rc.1', digest: further },
          ],
        },
      );
      expect(find(objects, 'HTTPRoute').spec).toMatchObject({
        parentRefs: [{ name: 'public', namespace: 'gateways' }],
        hostnames: ['iris.example.com'],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/v1' } }],
            backendRefs: [
              { name: 'iris', port: 80, weight: 85 },
              { name: 'iris-canary', port: 80, weight: 10 },
              { name: 'iris-canary-2', port: 80, weight: 5 },
            ],
          },
        ],
      });
      const digests = ['iris', 'iris-canary', 'iris-canary-2'].map(
        name =>
          find(objects, 'Deployment', name).metadata.annotations?.[
            'waybill.dev/model'
          ],
      );
      expect(digests).toEqual([
        REFERENCE,
        `r.example/models/iris@${CANARY_DIGEST}`,
        `r.example/models/iris@${further}`,
      ]);
    });

    it('leads the stable Service past the canary', () => {
      const objects = route({ route: HTTP_ROUTE }, FULL_PROFILE);
      const selectorOf = (name: string) =>
        (find(objects, 'Service', name).spec as { selector: object }).selector;
      expect(selectorOf('iris')).toEqual({
        'app.kubernetes.io/name': 'iris',
        'app.kubernetes.io/instance': 'iris',
      });
      expect(selectorOf('iris-canary')).toEqual({
        'app.kubernetes.io/name': 'iris',
        'app.kubernetes.io/instance': 'iris-canary',
      });
      expect(find(objects, 'Deployment', 'iris-canary').spec).toMatchObject({
        replicas: 1,
        selector: { matchLabels: selectorOf('iris-canary') },
      });
    });
  });
});
