/**
 * What differs between the environments of a model. All of it may be absent: then it is as the serving object's base
 * says.
 *
 * @public
 */
export interface EnvironmentProfile {
  readonly replicas?: { readonly min: number; readonly max?: number };
  /** Of the model server's container, as Kubernetes writes quantities: `{cpu: '2', memory: 8Gi}`. */
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  /** Whole GPUs of each replica: request and limit are the same. */
  readonly gpu?: {
    readonly count: number;
    /** Default `nvidia.com/gpu`. */
    readonly resource?: string;
  };
  readonly logLevel?: 'debug' | 'info' | 'warning' | 'error';
  readonly autoscaling?: AutoscalingProfile;
  readonly canary?: CanaryProfile;
  /** More versions under trial at the same time. Knative routes to one only. */
  readonly furtherCanaries?: readonly CanaryProfile[];
  /** A Job that asks the model again and again, so that a rollout is seen under load. */
  readonly syntheticLoad?: {
    readonly requestsPerSecond: number;
    readonly durationSeconds: number;
    /** Image with `curl` and a shell, by digest. */
    readonly image: string;
    /** Path and body of the request; a health request where absent. */
    readonly path?: string;
    readonly body?: string;
  };
  /** Whether the Prometheus operator is told to read the model's metrics. */
  readonly isMonitored?: boolean;
  readonly disruptionBudget?:
    | { readonly minAvailable: number | string }
    | { readonly maxUnavailable: number | string };
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
  /** Further variables of the model server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** @public */
export interface AutoscalingProfile {
  /** `kpa` is Knative's own and needs `deploymentMode: Knative`; `none` keeps `replicas.min`. */
  readonly class: 'hpa' | 'keda' | 'kpa' | 'none';
  readonly metric?: 'cpu' | 'memory' | 'concurrency' | 'rps';
  /** Percent for `cpu` and `memory`, else a count for each replica. */
  readonly target?: number;
  /** Where KEDA reads `concurrency` and `rps` of a Deployment: the query gives the sum over all replicas. */
  readonly prometheus?: {
    readonly serverAddress: string;
    readonly query: string;
  };
}

/**
 * Part of the traffic for another version. How it is declared depends on what serves: Knative's
 * `canaryTrafficPercent`, `spec.canary[]` in Standard mode, a second LLMInferenceService of the same route group.
 *
 * @public
 */
export interface CanaryProfile {
  /** 0 to 100. */
  readonly trafficPercent: number;
  /** The version under trial. */
  readonly version: string;
  readonly digest: string;
}
