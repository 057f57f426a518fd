import type { JsonObject } from '../../kubernetes/KubernetesObject';
import type { ServingRuntime } from './objects';

type Format = ServingRuntime['spec'] extends infer Spec | undefined
  ? Spec extends { supportedModelFormats: (infer F)[] }
    ? F
    : never
  : never;

const RESOURCES = {
  limits: { cpu: '1', memory: '2Gi' },
  requests: { cpu: '1', memory: '2Gi' },
} satisfies JsonObject;
const SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  runAsNonRoot: true,
} satisfies JsonObject;

/**
 * The runtimes that KServe ships (v0.20.0 `config/runtimes`), less those that no example of ours uses. Their images are
 * named and never run: the kubelet player takes them as present.
 */
export const CLUSTER_SERVING_RUNTIMES: readonly ServingRuntime[] = [
  runtime(
    'kserve-sklearnserver',
    'kserve/sklearnserver:v0.20.0',
    ['v1', 'v2'],
    [{ name: 'sklearn', version: '1', autoSelect: true, priority: 1 }],
  ),
  runtime(
    'kserve-xgbserver',
    'kserve/xgbserver:v0.20.0',
    ['v1', 'v2'],
    [{ name: 'xgboost', version: '2', autoSelect: true, priority: 1 }],
  ),
  runtime(
    'kserve-lgbserver',
    'kserve/lgbserver:v0.20.0',
    ['v1', 'v2'],
    [{ name: 'lightgbm', version: '4', autoSelect: true, priority: 1 }],
  ),
  runtime(
    'kserve-mlserver',
    'docker.io/seldonio/mlserver:1.7.1',
    ['v2'],
    [
      { name: 'sklearn', version: '1', autoSelect: true, priority: 2 },
      { name: 'xgboost', version: '2', autoSelect: true, priority: 2 },
      { name: 'mlflow', version: '2', autoSelect: true, priority: 1 },
    ],
  ),
  runtime(
    'kserve-huggingfaceserver',
    'kserve/huggingfaceserver:v0.20.0',
    ['v1', 'v2'],
    [{ name: 'huggingface', version: '1', autoSelect: true, priority: 1 }],
  ),
  runtime(
    'kserve-tritonserver',
    'nvcr.io/nvidia/tritonserver:23.05-py3',
    ['v2', 'grpc-v2'],
    [
      { name: 'onnx', version: '1', autoSelect: true, priority: 1 },
      { name: 'triton', version: '2', autoSelect: true, priority: 1 },
      { name: 'pytorch', version: '1' },
    ],
  ),
];

function runtime(
  name: string,
  image: string,
  protocolVersions: string[],
  supportedModelFormats: Format[],
): ServingRuntime {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: { name },
    spec: {
      supportedModelFormats,
      protocolVersions,
      containers: [
        {
          name: 'kserve-container',
          image,
          args: [
            '--model_name={{.Name}}',
            '--model_dir=/mnt/models',
            '--http_port=8080',
          ],
          resources: RESOURCES,
          securityContext: SECURITY,
        },
      ],
    },
  };
}

/** Chooses as the controller does: by name, or by format and protocol among those that may be chosen, highest priority first. */
export function selectRuntime(
  runtimes: readonly ServingRuntime[],
  model: {
    modelFormat?: { name?: string };
    runtime?: string;
    protocolVersion?: string;
  },
): ServingRuntime | undefined {
  if (model.runtime)
    return runtimes.find(({ metadata }) => metadata.name === model.runtime);
  const protocol = model.protocolVersion ?? 'v1';
  const candidates = runtimes.flatMap(candidate => {
    const format = candidate.spec?.supportedModelFormats.find(
      ({ name, autoSelect }) => name === model.modelFormat?.name && autoSelect,
    );
    // a runtime that only speaks v2 is still found for onnx and its like, where no protocol was asked for
    const speaks =
      candidate.spec?.protocolVersions?.includes(protocol) ?? false;
    return format &&
      (speaks || (!model.protocolVersion && isOnlyV2(runtimes, format.name)))
      ? [{ candidate, priority: format.priority ?? 0 }]
      : [];
  });
  return candidates.sort((a, b) => b.priority - a.priority)[0]?.candidate;
}

function isOnlyV2(
  runtimes: readonly ServingRuntime[],
  format: string,
): boolean {
  return runtimes
    .filter(({ spec }) =>
      spec?.supportedModelFormats.some(
        ({ name, autoSelect }) => name === format && autoSelect,
      ),
    )
    .every(({ spec }) => !spec?.protocolVersions?.includes('v1'));
}
