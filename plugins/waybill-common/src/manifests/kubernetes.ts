/**
 * The parts of foreign Kubernetes objects that Waybill writes. Only fields that are written are typed: the tests hold
 * the output against the real CRD schemas.
 */

/** @public */
export interface ManifestMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Any object that is written: what the serialiser takes. @public */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
  readonly [field: string]: unknown;
}

/** `serving.kserve.io/v1beta1` of KServe v0.20. @public */
export interface InferenceServiceManifest {
  readonly apiVersion: 'serving.kserve.io/v1beta1';
  readonly kind: 'InferenceService';
  readonly metadata: ManifestMetadata;
  readonly spec: {
    readonly predictor: {
      readonly minReplicas?: number;
      readonly maxReplicas?: number;
      readonly model: {
        readonly modelFormat?: ModelFormat;
        readonly runtime?: string;
        readonly protocolVersion?: string;
        readonly storageUri?: string;
      };
    };
  };
}

/** How KServe finds a serving runtime. @public */
export interface ModelFormat {
  /** `sklearn`, `onnx`, `xgboost` … */
  readonly name: string;
  readonly version?: string;
}

/** `kustomize.config.k8s.io/v1beta1`: the file `kustomization.yaml`. @public */
export interface KustomizeFile {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
}

/** `source.toolkit.fluxcd.io/v1` of source-controller v1.9. @public */
export interface FluxOciRepository {
  readonly apiVersion: 'source.toolkit.fluxcd.io/v1';
  readonly kind: 'OCIRepository';
  readonly metadata: ManifestMetadata;
  readonly spec: {
    readonly interval: string;
    readonly url: string;
    readonly ref: { readonly semver: string };
    readonly layerSelector: {
      readonly mediaType: string;
      readonly operation: 'extract';
    };
    readonly insecure?: boolean;
    readonly verify: {
      readonly provider: 'cosign';
      readonly secretRef: { readonly name: string };
    };
  };
}

/** `kustomize.toolkit.fluxcd.io/v1` of kustomize-controller v1.9. @public */
export interface FluxKustomization {
  readonly apiVersion: 'kustomize.toolkit.fluxcd.io/v1';
  readonly kind: 'Kustomization';
  readonly metadata: ManifestMetadata;
  readonly spec: {
    readonly interval: string;
    readonly retryInterval: string;
    readonly timeout: string;
    readonly path: string;
    readonly prune: boolean;
    readonly wait: boolean;
    readonly targetNamespace: string;
    readonly sourceRef: {
      readonly kind: 'OCIRepository';
      readonly name: string;
    };
    readonly healthCheckExprs: readonly {
      readonly apiVersion: string;
      readonly kind: string;
      readonly inProgress?: string;
      readonly failed?: string;
      readonly current: string;
    }[];
  };
}
