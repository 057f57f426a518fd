import type { ModelFormat } from '../kubernetes';

/** A protocol as KServe names it. @public */
export type ServingProtocol = 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';

/** What KServe reads of a ServingRuntime or ClusterServingRuntime when it looks for one. @public */
export interface ServingRuntimeFacts {
  readonly name: string;
  readonly formats: readonly {
    readonly name: string;
    readonly version?: string;
    /** Whether it is taken where nobody names a runtime. */
    readonly isAutoSelected?: boolean;
    readonly priority?: number;
  }[];
  /** Any where absent. */
  readonly protocols?: readonly ServingProtocol[];
  readonly isDisabled?: boolean;
  /** Runs on several nodes; taken only where a `workerSpec` is given. */
  readonly isMultiNode?: boolean;
}

const format = (
  name: string,
  versions: readonly string[],
  priority?: number,
  isAutoSelected = true,
): ServingRuntimeFacts['formats'] =>
  versions.map(version => ({ name, version, isAutoSelected, priority }));

const V1_AND_V2: readonly ServingProtocol[] = ['v1', 'v2'];

/** The ClusterServingRuntimes that KServe v0.20 installs (`config/runtimes/kustomization.yaml`). @public */
export const KSERVE_RUNTIMES: readonly ServingRuntimeFacts[] = [
  shipped('autogluonserver', format('autogluon', ['1'], 1), V1_AND_V2),
  shipped('huggingfaceserver', format('huggingface', ['1'], 1), V1_AND_V2),
  {
    ...shipped(
      'huggingfaceserver-multinode',
      format('huggingface', ['1'], 2),
      V1_AND_V2,
    ),
    isMultiNode: true,
  },
  shipped('lgbserver', format('lightgbm', ['4'], 1), V1_AND_V2),
  shipped(
    'mlserver',
    [
      ...format('sklearn', ['0', '1'], 2),
      ...format('xgboost', ['1', '2'], 2),
      ...format('lightgbm', ['3', '4'], 2),
      ...format('mlflow', ['1', '2'], 1),
    ],
    ['v2'],
  ),
  shipped('paddleserver', format('paddle', ['2'], 1), V1_AND_V2),
  shipped('pmmlserver', format('pmml', ['3', '4'], 1), V1_AND_V2),
  shipped(
    'predictiveserver',
    [
      ...format('sklearn', ['1'], 3, false),
      ...format('xgboost', ['2'], 3, false),
      ...format('lightgbm', ['4'], 3, false),
    ],
    V1_AND_V2,
  ),
  shipped('sklearnserver', format('sklearn', ['1'], 1), V1_AND_V2),
  shipped('tensorflow-serving', format('tensorflow', ['1', '2'], 2), [
    'v1',
    'grpc-v1',
  ]),
  shipped('torchserve', format('pytorch', ['1'], 2), ['v1', 'v2', 'grpc-v2']),
  shipped(
    'tritonserver',
    [
      ...format('tensorrt', ['8'], 1),
      ...format('tensorflow', ['1', '2'], 1),
      ...format('onnx', ['1'], 1),
      ...format('pytorch', ['1'], undefined, false),
      ...format('triton', ['2'], 1),
    ],
    ['v2', 'grpc-v2'],
  ),
  shipped('vllmserver', format('vLLM', ['1'], 1)),
  shipped('xgbserver', format('xgboost', ['2'], 1), V1_AND_V2),
];

function shipped(
  name: string,
  formats: ServingRuntimeFacts['formats'],
  protocols?: readonly ServingProtocol[],
): ServingRuntimeFacts {
  return {
    name: `kserve-${name}`,
    formats,
    ...(protocols && { protocols }),
  };
}

/** What KServe speaks with a model of a format for which nobody chose a protocol. @internal */
export function defaultProtocol(formatName: string): ServingProtocol {
  return ['triton', 'vLLM'].includes(formatName) ? 'v2' : 'v1';
}

/** @internal */
export function servesFormat(
  runtime: ServingRuntimeFacts,
  wanted: ModelFormat,
  options: { readonly isAutomatic: boolean },
): boolean {
  return runtime.formats.some(
    candidate =>
      candidate.name === wanted.name &&
      (!wanted.version || candidate.version === wanted.version) &&
      (!options.isAutomatic || candidate.isAutoSelected === true),
  );
}

/** @internal */
export function speaks(
  runtime: ServingRuntimeFacts,
  protocol: ServingProtocol,
): boolean {
  return !runtime.protocols?.length || runtime.protocols.includes(protocol);
}

/**
 * The runtime that KServe takes for a format where nobody names one: the highest priority of those that serve the
 * format by the protocol.
 *
 * @public
 */
export function selectServingRuntime(
  wanted: ModelFormat,
  protocol: ServingProtocol = defaultProtocol(wanted.name),
  runtimes: readonly ServingRuntimeFacts[] = KSERVE_RUNTIMES,
): ServingRuntimeFacts | undefined {
  const candidates = runtimes.filter(
    runtime =>
      !runtime.isDisabled &&
      !runtime.isMultiNode &&
      speaks(runtime, protocol) &&
      servesFormat(runtime, wanted, { isAutomatic: true }),
  );
  return [...candidates].sort(
    (a, b) => priorityOf(b, wanted.name) - priorityOf(a, wanted.name),
  )[0];
}

function priorityOf(
  { formats }: ServingRuntimeFacts,
  formatName: string,
): number {
  return formats.find(({ name }) => name === formatName)?.priority ?? -1;
}
