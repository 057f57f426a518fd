/**
 * Holds every combination of what KServe is told against the schemas of the real CRDs.
 */
import {
  type AutoscalingProfile,
  buildKserveObjects,
  buildServingRuntime,
  type EnvironmentProfile,
  type InferenceServiceSpec,
  type LlmInferenceServiceSpec,
  listKserveProblems,
  type ServingInput,
  type ServingStorage,
} from '@waybill/backstage-plugin-waybill-common';
import { crdValidator, hasCrds } from './__testUtils__/crdSchemas';

const FILES = {
  InferenceService: 'kserve/full/serving.kserve.io_inferenceservices.yaml',
  LLMInferenceService:
    'kserve/full/serving.kserve.io_llminferenceservices.yaml',
  ServingRuntime: 'kserve/full/serving.kserve.io_servingruntimes.yaml',
  ClusterServingRuntime:
    'kserve/full/serving.kserve.io_clusterservingruntimes.yaml',
};
const validate = crdValidator(FILES);

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const IMAGE = `registry.example.com/server@${DIGEST}`;
const PACKAGE = {
  repository: 'registry.example.com/models/iris',
  version: '1.0.0',
  digest: DIGEST,
};
const CANARY = {
  trafficPercent: 10,
  version: '1.1.0',
  digest: `sha256:${'cd'.repeat(32)}`,
};

const STORAGES: readonly ServingStorage[] = [
  { scheme: 'oci' },
  { scheme: 'oci+native' },
  { scheme: 'oci+fetch' },
  { scheme: 'kit' },
  { scheme: 'oci-artifact' },
  { scheme: 'uri', uri: 'pvc://models/iris' },
];

const PROMETHEUS = {
  serverAddress: 'http://prometheus.monitoring:9090',
  query: 'sum(rate(requests[1m]))',
};

const AUTOSCALING: readonly (AutoscalingProfile | undefined)[] = [
  undefined,
  { class: 'none' },
  { class: 'hpa', metric: 'cpu', target: 80 },
  { class: 'keda' },
  { class: 'keda', metric: 'rps', target: 20, prometheus: PROMETHEUS },
  { class: 'kpa', metric: 'concurrency', target: 10 },
];

const FULL: EnvironmentProfile = {
  replicas: { min: 1 },
  resources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '2', memory: '4Gi' },
  },
  gpu: { count: 2 },
  logLevel: 'debug',
  nodeSelector: { pool: 'gpu' },
  tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
  env: { A: '1' },
};

const PROFILES: readonly EnvironmentProfile[] = AUTOSCALING.flatMap(
  autoscaling => {
    const replicas =
      autoscaling && autoscaling.class !== 'none'
        ? { min: 1, max: 4 }
        : { min: 1 };
    const scaled = { replicas, ...(autoscaling && { autoscaling }) };
    return [
      scaled,
      {
        ...FULL,
        ...scaled,
        canary: CANARY,
        furtherCanaries:
          scaled.autoscaling?.class === 'kpa'
            ? []
            : [{ ...CANARY, trafficPercent: 0 }],
      },
    ];
  },
);

const SERVERS: readonly Partial<InferenceServiceSpec>[] = [
  { modelFormat: { name: 'sklearn', version: '1' } },
  {
    modelFormat: { name: 'onnx' },
    runtime: 'kserve-tritonserver',
    runtimeVersion: '25.01',
    protocolVersion: 'grpc-v2',
    args: ['--x'],
    env: { B: '2' },
    serviceAccountName: 'models',
  },
  {
    container: { image: IMAGE, ports: [{ containerPort: 8080 }] },
    protocolVersion: 'v2',
    transformer: { containers: [{ name: 'transformer', image: IMAGE }] },
  },
];

const services = (['Standard', 'Knative'] as const).flatMap(deploymentMode =>
  STORAGES.flatMap(storage =>
    SERVERS.flatMap(server =>
      PROFILES.map(
        (profile): ServingInput<InferenceServiceSpec> => ({
          name: 'iris',
          serving: {
            kind: 'InferenceService' as const,
            deploymentMode,
            storage,
            ...server,
          },
          profile,
          package: PACKAGE,
        }),
      ),
    ),
  ),
);

const LLM_SERVERS: readonly Partial<LlmInferenceServiceSpec>[] = [
  {},
  { isRouted: true, servedName: 'acme/llama-3' },
  {
    isRouted: true,
    parallelism: { tensor: 2, data: 4, dataLocal: 2 },
    baseRefs: ['presets'],
    args: ['--max-model-len=4096'],
    env: { B: '2' },
  },
];

const llms = [
  ...STORAGES,
  { scheme: 'uri', uri: 'hf://acme/llama' } as const,
].flatMap(storage =>
  LLM_SERVERS.flatMap(server =>
    PROFILES.map(
      (profile): ServingInput<LlmInferenceServiceSpec> => ({
        name: 'llama',
        serving: { kind: 'LLMInferenceService', storage, ...server },
        profile,
        package: PACKAGE,
      }),
    ),
  ),
);

type Manifest = Parameters<typeof validate>[0];

/** Of each combination either nothing is wrong, and its objects are what is validated; or it is refused. */
function sortOut(
  inputs: readonly ServingInput<
    InferenceServiceSpec | LlmInferenceServiceSpec
  >[],
) {
  const accepted = inputs.filter(
    input => listKserveProblems(input).length === 0,
  );
  const complaints = accepted.flatMap(input =>
    buildKserveObjects(input).flatMap(object =>
      validate(object as unknown as Manifest).map(error => ({
        input,
        path: error.instancePath,
        message: error.message,
      })),
    ),
  );
  return { accepted, complaints };
}

const describeWithCrds = hasCrds() ? describe : describe.skip;

describeWithCrds('the CRD schemas of KServe', () => {
  it('accept every InferenceService that is not refused', () => {
    const { accepted, complaints } = sortOut(services);
    expect(complaints).toEqual([]);
    expect(services).toHaveLength(432);
    expect(accepted.length).toBeGreaterThan(150);
  });

  it('accept every LLMInferenceService that is not refused', () => {
    const { accepted, complaints } = sortOut(llms);
    expect(complaints).toEqual([]);
    expect(llms).toHaveLength(252);
    expect(accepted.length).toBeGreaterThan(40);
  });

  it.each([false, true])(
    'accept a runtime (for the cluster: %s)',
    isClusterWide => {
      const runtime = buildServingRuntime({
        name: 'ours',
        isClusterWide,
        image: IMAGE,
        formats: [{ name: 'tea', version: '1', priority: 2 }],
        protocols: ['v2', 'grpc-v2'],
        args: ['--dir=/mnt/models'],
        command: ['serve'],
        env: { A: '1' },
        port: 9000,
        resources: { limits: { cpu: '1' } },
        metrics: { port: 9001 },
      });
      expect(validate(runtime)).toEqual([]);
    },
  );

  it('refuse a field that the kind does not have', () => {
    const [object] = buildKserveObjects(services[0]);
    expect(
      validate({
        ...object,
        spec: { ...(object.spec as object), predictr: {} },
      } as unknown as Manifest),
    ).toEqual([expect.objectContaining({ keyword: 'additionalProperties' })]);
  });
});
