import type {
  JsonObject,
  KubernetesObject,
} from '../../kubernetes/KubernetesObject';

/** Knative's condition: a `severity` where it is not the default one. */
export interface ServingCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly severity?: 'Info';
  readonly lastTransitionTime?: string;
}

/** `status.modelStatus` of an InferenceService (KServe v0.20.0). */
export interface ModelStatus {
  readonly copies?: {
    readonly failedCopies: number;
    readonly totalCopies?: number;
  };
  readonly states?: {
    readonly activeModelState: string;
    readonly targetModelState: string;
  };
  readonly transitionStatus:
    | ''
    | 'UpToDate'
    | 'InProgress'
    | 'BlockedByFailedLoad'
    | 'InvalidSpec';
  readonly lastFailureInfo?: {
    readonly reason: string;
    readonly message?: string;
    readonly exitCode?: number;
  };
}

export interface InferenceServiceStatus {
  address?: { url: string };
  clusterServingRuntimeName?: string;
  components?: { predictor: { url: string } };
  conditions?: ServingCondition[];
  deploymentMode?: string;
  modelStatus?: ModelStatus;
  observedGeneration?: number;
  url?: string;
}

/** An InferenceService as far as the player looks at it. */
export type InferenceService = KubernetesObject<
  {
    predictor?: {
      minReplicas?: number;
      maxReplicas?: number;
      model?: {
        modelFormat?: { name?: string; version?: string };
        runtime?: string;
        protocolVersion?: string;
        storageUri?: string;
        resources?: JsonObject;
      };
      [field: string]: unknown;
    };
  },
  InferenceServiceStatus
>;

/** A ClusterServingRuntime as far as the player looks at it. */
export type ServingRuntime = KubernetesObject<{
  supportedModelFormats: {
    name: string;
    version?: string;
    autoSelect?: boolean;
    priority?: number;
  }[];
  protocolVersions?: string[];
  containers: {
    name: string;
    image: string;
    args?: string[];
    resources?: JsonObject;
    securityContext?: JsonObject;
  }[];
}>;
