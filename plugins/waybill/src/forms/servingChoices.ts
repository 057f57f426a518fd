import type {
  DeploymentSpec,
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  PackageFormat,
  ServingKind,
  ServingSpec,
  ServingStorageScheme,
} from '@waybill/backstage-plugin-waybill-common';

/** What can serve a model, as a person chooses it. */
export const SERVING_KINDS: readonly {
  readonly value: ServingKind;
  readonly title: string;
  readonly about: string;
}[] = [
  {
    value: 'InferenceService',
    title: 'KServe',
    about: 'An InferenceService: a runtime by the format of the model.',
  },
  {
    value: 'LLMInferenceService',
    title: 'KServe for language models',
    about: 'An LLMInferenceService: vLLM, over several GPUs or nodes.',
  },
  {
    value: 'Deployment',
    title: 'Deployment',
    about: 'Any model server, without KServe.',
  },
];

/** Formats that KServe's own runtimes take. */
export const MODEL_FORMATS: readonly {
  readonly value: string;
  readonly label: string;
}[] = [
  { value: 'sklearn', label: 'scikit-learn' },
  { value: 'onnx', label: 'ONNX' },
  { value: 'xgboost', label: 'XGBoost' },
  { value: 'lightgbm', label: 'LightGBM' },
  { value: 'tensorflow', label: 'TensorFlow' },
  { value: 'pytorch', label: 'PyTorch' },
  { value: 'huggingface', label: 'Hugging Face' },
  { value: 'mlflow', label: 'MLflow' },
  { value: 'triton', label: 'Triton' },
  { value: 'pmml', label: 'PMML' },
  { value: 'paddle', label: 'PaddlePaddle' },
];

export const STORAGE_SCHEMES: readonly {
  readonly value: ServingStorageScheme;
  readonly label: string;
  readonly about: string;
}[] = [
  {
    value: 'oci',
    label: 'oci:// – as KServe is set up',
    about:
      'A modelcar runs beside the server, unless KServe is told otherwise.',
  },
  {
    value: 'oci+native',
    label: 'oci+native:// – image volume',
    about: 'Kubernetes mounts the package itself.',
  },
  {
    value: 'oci+fetch',
    label: 'oci+fetch:// – fetched by KServe',
    about: 'KServe downloads the layers, where its version can.',
  },
  {
    value: 'kit',
    label: 'kit:// – unpacked by KitOps',
    about:
      'For a ModelKit or ModelPack; the cluster needs a storage container.',
  },
  {
    value: 'oci-artifact',
    label: 'oci-artifact:// – files as they are',
    about: 'For a raw artifact; the cluster needs a storage container.',
  },
  {
    value: 'uri',
    label: 'Somewhere else, by its URI',
    about:
      'hf://, s3://, pvc:// … What is there is not pinned, and the waybill says so.',
  },
];

export const DELIVERIES: readonly {
  readonly value: DeploymentSpec['delivery'];
  readonly label: string;
}[] = [
  { value: 'image', label: 'It is in the image of the server' },
  { value: 'init-container', label: 'An init container unpacks the package' },
  { value: 'image-volume', label: 'Kubernetes mounts the package' },
];

const FIRST: {
  readonly InferenceService: InferenceServiceSpec;
  readonly LLMInferenceService: LlmInferenceServiceSpec;
  readonly Deployment: DeploymentSpec;
} = {
  InferenceService: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  LLMInferenceService: {
    kind: 'LLMInferenceService',
    storage: { scheme: 'oci' },
    isRouted: true,
  },
  Deployment: { kind: 'Deployment', delivery: 'image', port: 8080 },
};

const SCHEMES: Readonly<Record<PackageFormat, ServingStorageScheme>> = {
  modelcar: 'oci',
  modelkit: 'kit',
  modelpack: 'kit',
  artifact: 'oci-artifact',
};

/** What a form begins with, for a package of that format; what is chosen already is kept where both kinds have it. */
export function firstServing(
  kind: ServingKind,
  { before, format }: { before?: ServingSpec; format?: PackageFormat } = {},
): ServingSpec {
  const storage =
    before && before.kind !== 'Deployment'
      ? before.storage
      : format && { scheme: SCHEMES[format] };
  const { args, env } = before ?? {};
  return {
    ...FIRST[kind],
    ...(storage && kind !== 'Deployment' && { storage }),
    ...(args && { args }),
    ...(env && { env }),
  };
}

/** A spec with other parts; those that are `undefined` or empty are gone. */
export function withSpec<T extends ServingSpec>(spec: T, parts: Partial<T>): T {
  return Object.fromEntries(
    Object.entries({ ...spec, ...parts }).filter(
      ([, part]) => part !== undefined && part !== '',
    ),
  ) as unknown as T;
}
