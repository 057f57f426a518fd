import type {
  DeploymentSpec,
  EnvironmentProfile,
  PinnedPackage,
  ServingInput,
} from '../../declaration';

export const DIGEST = `sha256:${'1'.repeat(64)}`;
export const CANARY_DIGEST = `sha256:${'2'.repeat(64)}`;
export const SERVER_IMAGE = `r.example/servers/sklearn@sha256:${'3'.repeat(
  64,
)}`;
export const KIT_IMAGE = `r.example/tools/kit@sha256:${'4'.repeat(64)}`;

export const PACKAGE: PinnedPackage = {
  repository: 'r.example/models/iris',
  version: '1.0.0',
  digest: DIGEST,
};
export const REFERENCE = `r.example/models/iris@${DIGEST}`;

/** Each way in which the model comes to its server. */
export const DELIVERIES = {
  image: { kind: 'Deployment', delivery: 'image' },
  'init-container': {
    kind: 'Deployment',
    delivery: 'init-container',
    image: SERVER_IMAGE,
    unpackImage: KIT_IMAGE,
  },
  'image-volume': {
    kind: 'Deployment',
    delivery: 'image-volume',
    image: SERVER_IMAGE,
  },
} as const satisfies Record<DeploymentSpec['delivery'], DeploymentSpec>;

export const HTTP_ROUTE: NonNullable<DeploymentSpec['route']> = {
  kind: 'HTTPRoute',
  gateway: { name: 'public', namespace: 'gateways' },
  hostnames: ['iris.example.com'],
  path: '/v1',
};

export const INGRESS: NonNullable<DeploymentSpec['route']> = {
  kind: 'Ingress',
  className: 'nginx',
  host: 'iris.example.com',
  tlsSecret: 'iris-tls',
};

/** Everything that an environment may want of a Deployment. */
export const FULL_PROFILE: EnvironmentProfile = {
  replicas: { min: 2, max: 6 },
  resources: {
    requests: { cpu: '2', memory: '8Gi' },
    limits: { memory: '8Gi' },
  },
  gpu: { count: 2 },
  logLevel: 'info',
  autoscaling: { class: 'hpa', metric: 'cpu', target: 70 },
  canary: { trafficPercent: 10, version: '1.1.0', digest: CANARY_DIGEST },
  isMonitored: true,
  disruptionBudget: { minAvailable: 1 },
  nodeSelector: { 'gpu.example.com/model': 'a100' },
  tolerations: [
    { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  ],
  env: { OMP_NUM_THREADS: '2' },
};

/** A declaration with nothing wrong; each test changes what it is about. */
export function deploymentInput(
  changes: {
    readonly name?: string;
    readonly serving?: Partial<DeploymentSpec>;
    readonly profile?: EnvironmentProfile;
    readonly package?: Partial<PinnedPackage>;
    readonly delivery?: DeploymentSpec['delivery'];
  } = {},
): ServingInput<DeploymentSpec> {
  return {
    name: changes.name ?? 'iris',
    serving: {
      ...DELIVERIES[changes.delivery ?? 'init-container'],
      ...changes.serving,
    },
    profile: changes.profile ?? {},
    package: { ...PACKAGE, ...changes.package },
  };
}
