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

