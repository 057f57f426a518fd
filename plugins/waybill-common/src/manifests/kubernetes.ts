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

/** How KServe finds a serving runtime. @public */
export interface ModelFormat {
  /** `sklearn`, `onnx`, `xgboost` … */
  readonly name: string;
  readonly version?: string;
}
