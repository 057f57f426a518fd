import type { KubernetesObject } from '../../kubernetes/KubernetesObject';
import type { Deployment, PodSpec, PodTemplate } from '../workloads';
import { ownedBy } from '../workloads';
import type { InferenceService, ServingRuntime } from './objects';

const SOURCE_URI = 'internal.serving.kserve.io/storage-initializer-sourceuri';
const OCI = 'oci://';
const KEPT_ANNOTATIONS = new Set([
  'autoscaling.knative.dev/min-scale',
  'autoscaling.knative.dev/max-scale',
  'kubectl.kubernetes.io/last-applied-configuration',
  'modelFormat',
  SOURCE_URI,
]);

/** The Deployment that KServe makes for a predictor in Standard mode. */
export function buildPredictorDeployment(
  service: InferenceService,
  runtime: ServingRuntime,
): Deployment {
  const name = `${service.metadata.name}-predictor`;
  const namespace = service.metadata.namespace;
  const labels = {
    ...service.metadata.labels,
    app: `isvc.${name}`,
    component: 'predictor',
    'serving.kserve.io/inferenceservice': service.metadata.name,
  };
  const annotations: Record<string, string> = {
    ...handedDown(service.metadata.annotations),
    [SOURCE_URI]: service.spec?.predictor?.model?.storageUri ?? '',
    'prometheus.kserve.io/path': '/metrics',
    'prometheus.kserve.io/port': '8080',
    'serving.kserve.io/deploymentMode': 'Standard',
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      labels,
      annotations,
      ownerReferences: ownedBy(service),
    },
    spec: {
      progressDeadlineSeconds: 600,
      replicas: service.spec?.predictor?.minReplicas ?? 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: labels.app } },
      strategy: {
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
        type: 'RollingUpdate',
      },
      template: {
        metadata: { name, namespace, labels, annotations },
        spec: podSpec(service, runtime),
      },
    },
  };
}

/** Annotations that go on to the pods (KServe v0.20.0 `pkg/constants`, `ServiceAnnotationDisallowedList`). */
function handedDown(
  annotations: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !KEPT_ANNOTATIONS.has(key)),
  );
}

function podSpec(service: InferenceService, runtime: ServingRuntime): PodSpec {
  const base = runtime.spec!.containers[0];
  const asked = service.spec?.predictor?.model?.resources ?? {};
  return {
    containers: [
      {
        ...base,
        args: base.args?.map(arg =>
          arg.replace('{{.Name}}', service.metadata.name),
        ),
        env: [{ name: 'INFERENCE_SERVICE_NAME', value: service.metadata.name }],
        imagePullPolicy: 'IfNotPresent',
        readinessProbe: {
          failureThreshold: 3,
          periodSeconds: 10,
          successThreshold: 1,
          tcpSocket: { port: 8080 },
          timeoutSeconds: 1,
        },
        resources: Object.keys(asked).length > 0 ? asked : base.resources,
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  };
}

/** The Service in front of the predictor. */
export function buildPredictorService(
  service: InferenceService,
): KubernetesObject {
  const name = `${service.metadata.name}-predictor`;
  const app = `isvc.${name}`;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: service.metadata.namespace,
      labels: { app },
      ownerReferences: ownedBy(service),
    },
    spec: {
      type: 'ClusterIP',
      selector: { app },
      ports: [{ name, port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
  };
}

/**
 * KServe's webhook on pods: a model from `oci://` gets an init container that fetches the image and a sidecar that
 * shows its `/models` to the server (KServe v0.20.0 `pkg/utils/storage.go`).
 */
export function injectModelcar(template: PodTemplate): {
  annotations?: Record<string, string>;
  spec: PodSpec;
} {
  const source = template.metadata.annotations?.[SOURCE_URI];
  if (!source?.startsWith(OCI)) return { spec: template.spec };
  const image = source.slice(OCI.length);
  const [server, ...others] = template.spec.containers;
  const mount = { name: 'kserve-provision-location', mountPath: '/mnt' };
  const car = {
    image,
    imagePullPolicy: 'IfNotPresent',
    resources: {
      limits: { cpu: '10m', memory: '15Mi' },
      requests: { cpu: '10m', memory: '15Mi' },
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
  return {
    annotations: {
      'serving.kserve.io/enable-metric-aggregation': 'false',
      'serving.kserve.io/enable-prometheus-scraping': 'false',
    },
    spec: {
      ...template.spec,
      shareProcessNamespace: true,
      volumes: [
        ...(template.spec.volumes ?? []),
        { name: mount.name, emptyDir: {} },
      ],
      initContainers: [
        ...(template.spec.initContainers ?? []),
        {
          ...car,
          name: 'modelcar-init',
          args: ['sh', '-c', checkScript(image)],
        },
      ],
      containers: [
        {
          ...server,
          env: [
            ...(server.env ?? []),
            { name: 'MODEL_INIT_MODE', value: 'async' },
          ],
          volumeMounts: [...(server.volumeMounts ?? []), mount],
          securityContext: { ...server.securityContext, runAsUser: 1010 },
        },
        ...others,
        {
          ...car,
          name: 'modelcar',
          args: [
            'sh',
            '-c',
            'ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity',
          ],
          securityContext: { runAsUser: 1010 },
          volumeMounts: [mount],
        },
      ],
    },
  };
}

function checkScript(image: string): string {
  return `echo 'Pre-fetching modelcar ${image}: ' && [ -d /models ] && [ "$$(ls -A /models)" ] && echo 'OK ... Prefetched and valid (/models exists)' || (echo 'NOK ... Prefetched but modelcar is invalid (/models does not exist or is empty)' && exit 1)`;
}
