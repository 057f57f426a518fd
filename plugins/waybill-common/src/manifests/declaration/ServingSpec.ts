import type { ModelFormat } from '../kubernetes';

/**
 * What serves a model, as plain data: what the form gives and an action takes. The package is not part of it; an
 * environment pins one.
 *
 * @public
 */
export type ServingSpec =
  | InferenceServiceSpec
  | LlmInferenceServiceSpec
  | DeploymentSpec;

/** @public */
export type ServingKind = ServingSpec['kind'];

/**
 * How a model server comes to the model's files, by the scheme that KServe is given.
 *
 * - `oci`: as KServe's setting `ociModelMode` says; a modelcar by default.
 * - `oci+native`: an image volume. `oci+fetch`: KServe fetches the layers, where its version can.
 * - `kit`, `oci-artifact`: a ClusterStorageContainer unpacks a ModelKit, or a raw artifact.
 * - `uri`: not from the registry; `ServingStorage.uri` says where (`hf://`, `s3://`, `pvc://` …).
 *
 * @public
 */
export type ServingStorageScheme =
  | 'oci'
  | 'oci+native'
  | 'oci+fetch'
  | 'kit'
  | 'oci-artifact'
  | 'uri';

/** @public */
export interface ServingStorage {
  readonly scheme: ServingStorageScheme;
  /** With `uri` only. What it points at is not pinned by Waybill, and the waybill says so. */
  readonly uri?: string;
}

/** A container as Kubernetes' `core/v1` has it; what Waybill does not look into is passed through. @public */
export interface ContainerSpec {
  readonly name?: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly [field: string]: unknown;
}

/** A KServe InferenceService (`serving.kserve.io/v1beta1`). @public */
export interface InferenceServiceSpec {
  readonly kind: 'InferenceService';
  /** Which object makes the pods; `Standard` writes Deployments, `Knative` revisions. */
  readonly deploymentMode: 'Standard' | 'Knative';
  /** Not with `container`. */
  readonly modelFormat?: ModelFormat;
  /** A ServingRuntime by name; KServe chooses by format where absent. */
  readonly runtime?: string;
  /** `runtime` is one that the cluster has of its own: it is not looked for among those that KServe ships. */
  readonly isOwnRuntime?: boolean;
  readonly runtimeVersion?: string;
  readonly protocolVersion?: 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';
  readonly storage: ServingStorage;
  /** Arguments and variables of the model server. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A server of one's own in place of a runtime; it finds the files under `/mnt/models`. */
  readonly container?: ContainerSpec;
  readonly serviceAccountName?: string;
  /** Passed through as they are: `spec.transformer`, `spec.explainer`. */
  readonly transformer?: Readonly<Record<string, unknown>>;
  readonly explainer?: Readonly<Record<string, unknown>>;
}

/** A KServe LLMInferenceService (`serving.kserve.io/v1alpha2`). @public */
export interface LlmInferenceServiceSpec {
  readonly kind: 'LLMInferenceService';
  readonly storage: ServingStorage;
  /** Name by which clients ask for the model; the model's name where absent. */
  readonly servedName?: string;
  readonly parallelism?: {
    readonly tensor?: number;
    readonly pipeline?: number;
    readonly data?: number;
    /** Data-parallel ranks in one pod; all of them where absent. */
    readonly dataLocal?: number;
  };
  /** LLMInferenceServiceConfigs by name. */
  readonly baseRefs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Gateway API routing and the scheduler of KServe's defaults; without it only a Service is made. */
  readonly isRouted?: boolean;
}

/** A Deployment of any model server, with what belongs to it. @public */
export interface DeploymentSpec {
  readonly kind: 'Deployment';
  /**
   * `host/path@sha256:…` of the server's image. With `delivery: image` it contains the model, and is the package itself
   * where absent.
   */
  readonly image?: string;
  /**
   * How the model's files come to the server: they are in the image, an init container unpacks the package, or
   * Kubernetes mounts it.
   */
  readonly delivery: 'image' | 'init-container' | 'image-volume';
  /** Image with `kit`, by digest, for `init-container`. */
  readonly unpackImage?: string;
  /** The registry speaks plain HTTP: kit is told so. For `init-container`. */
  readonly isPlainHttp?: boolean;
  /** Where the server looks for the files. Default `/mnt/models`. */
  readonly modelPath?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The port that serves predictions. Default 8080. */
  readonly port?: number;
  /** Paths that are asked over HTTP. Defaults `/healthz/live`, `/healthz/ready`, `/metrics`. */
  readonly livenessPath?: string;
  readonly readinessPath?: string;
  readonly metricsPath?: string;
  /** Seconds that the server may take until it has loaded the model. Default 600. */
  readonly startupSeconds?: number;
  readonly route?: RouteSpec;
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly string[];
}

/** How clients from outside come to a Deployment. @public */
export type RouteSpec =
  | {
      readonly kind: 'HTTPRoute';
      readonly gateway: { readonly name: string; readonly namespace?: string };
      readonly hostnames?: readonly string[];
      readonly path?: string;
    }
  | {
      readonly kind: 'Ingress';
      readonly className?: string;
      readonly host: string;
      readonly path?: string;
      readonly tlsSecret?: string;
    };
