import type {
  PackageFormat,
  ServingSpec,
  ServingStorageScheme,
} from '@waybill/backstage-plugin-waybill-common';

/** One way to serve a model, and the words by which the table names it. */
export interface ServingChoice {
  readonly kind: ServingSpec['kind'];
  /** Deployment mode of an InferenceService, route of the others. */
  readonly mode: string;
  /** Storage scheme, or delivery of a Deployment. */
  readonly storage: string;
  readonly variant: string;
  readonly serving: ServingSpec;
  readonly format?: PackageFormat;
  readonly needsGpu: boolean;
}

const image = (name: string, digit: string) =>
  `registry.example.com/servers/${name}@sha256:${digit.repeat(64)}`;

const SCHEMES: readonly ServingStorageScheme[] = [
  'oci',
  'oci+native',
  'oci+fetch',
  'kit',
  'oci-artifact',
  'uri',
];

const FORMATS: Readonly<
  Record<ServingStorageScheme, PackageFormat | undefined>
> = {
  oci: 'modelcar',
  'oci+native': 'modelcar',
  'oci+fetch': 'modelcar',
  kit: 'modelkit',
  'oci-artifact': 'artifact',
  uri: undefined,
};

const storageOf = (scheme: ServingStorageScheme) => ({
  scheme,
  ...(scheme === 'uri' && { uri: 'hf://acme/iris' }),
});

const PREDICTORS = {
  format: { modelFormat: { name: 'sklearn' } },
  runtime: {
    modelFormat: { name: 'onnx', version: '1' },
    runtime: 'kserve-tritonserver',
    protocolVersion: 'v2',
    args: ['--strict-readiness=true'],
    env: { OMP_NUM_THREADS: '2' },
  },
  container: {
    container: { name: 'kserve-container', image: image('own', '7') },
  },
  transformer: {
    modelFormat: { name: 'sklearn' },
    transformer: {
      containers: [{ name: 'kserve-container', image: image('before', '8') }],
    },
  },
} as const;

function inferenceServices(): ServingChoice[] {
  return (['Standard', 'Knative'] as const).flatMap(deploymentMode =>
    SCHEMES.flatMap(scheme =>
      Object.entries(PREDICTORS).map(([variant, predictor]) => ({
        kind: 'InferenceService' as const,
        mode: deploymentMode,
        storage: scheme,
        variant,
        serving: {
          kind: 'InferenceService' as const,
          deploymentMode,
          storage: storageOf(scheme),
          ...predictor,
        },
        format: FORMATS[scheme],
        needsGpu: false,
      })),
    ),
  );
}

function llms(): ServingChoice[] {
  return [true, false].flatMap(isRouted =>
    SCHEMES.map(scheme => ({
      kind: 'LLMInferenceService' as const,
      mode: isRouted ? 'routed' : 'Service only',
      storage: scheme,
      variant: 'vLLM',
      serving: {
        kind: 'LLMInferenceService' as const,
        storage: storageOf(scheme),
        servedName: 'acme/iris',
        parallelism: { tensor: 1 },
        isRouted,
      },
      format: FORMATS[scheme],
      needsGpu: true,
    })),
  );
}

const ROUTES = {
  'no route': undefined,
  HTTPRoute: {
    kind: 'HTTPRoute',
    gateway: { name: 'public', namespace: 'gateways' },
    hostnames: ['iris.example.com'],
  },
  Ingress: {
    kind: 'Ingress',
    className: 'nginx',
    host: 'iris.example.com',
    path: '/v1',
    tlsSecret: 'iris-tls',
  },
} as const;

const DELIVERIES = {
  image: {},
  'init-container': {
    image: image('own', '7'),
    unpackImage: image('kit', '9'),
    imagePullSecrets: ['registry'],
  },
  'image-volume': { image: image('own', '7') },
} as const;

function deployments(): ServingChoice[] {
  return Object.entries(ROUTES).flatMap(([mode, route]) =>
    Object.entries(DELIVERIES).map(([delivery, images]) => ({
      kind: 'Deployment' as const,
      mode,
      storage: delivery,
      variant: 'own server',
      serving: {
        kind: 'Deployment' as const,
        delivery: delivery as keyof typeof DELIVERIES,
        ...images,
        env: { SERVER_WORKERS: '2' },
        ...(route && { route }),
      },
      format:
        delivery === 'init-container'
          ? ('modelkit' as const)
          : ('modelcar' as const),
      needsGpu: delivery === 'init-container',
    })),
  );
}

/** Every way to serve a model. */
export const SERVINGS: readonly ServingChoice[] = [
  ...inferenceServices(),
  ...llms(),
  ...deployments(),
];
