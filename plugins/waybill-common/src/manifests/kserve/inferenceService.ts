import type { InferenceServiceManifest, ModelFormat } from '../kubernetes';
import { type StorageScheme, validateVersion } from '../../reference';
import { checkServingName } from '../kubernetesNames';
import {
  ANNOTATION_DEPLOYMENT_MODE,
  ANNOTATION_VERSION,
  LABEL_KUBERNETES_ID,
} from './kserveWords';
import { buildStorageUri } from './storageUri';

/** @public */
export interface InferenceServiceInput {
  readonly name: string;
  readonly modelFormat: ModelFormat;
  /** A ServingRuntime by name; KServe chooses by format where absent. */
  readonly runtime?: string;
  readonly protocolVersion?: string;
}

/**
 * The InferenceService that all environments share. It names no model: each environment's patch pins one.
 *
 * @throws ManifestError `INVALID_NAME`
 * @public
 */
export function buildInferenceService(
  input: InferenceServiceInput,
): InferenceServiceManifest {
  const name = checkServingName(input.name);
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      labels: { [LABEL_KUBERNETES_ID]: name },
      annotations: {
        // KServe's shipped configuration defaults to Knative, its code to Standard: only the annotation is certain.
        [ANNOTATION_DEPLOYMENT_MODE]: 'Standard',
      },
    },
    spec: {
      predictor: {
        model: {
          modelFormat: {
            name: input.modelFormat.name,
            ...(input.modelFormat.version && {
              version: input.modelFormat.version,
            }),
          },
          ...(input.runtime && { runtime: input.runtime }),
          ...(input.protocolVersion && {
            protocolVersion: input.protocolVersion,
          }),
        },
      },
    },
  };
}

/** @public */
export interface InferenceServicePinInput {
  readonly name: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  /** `sha256:<64 hex>`; the version is only there to be read. */
  readonly digest: string;
  readonly version: string;
  /** How KServe comes to the files. Default `oci`. */
  readonly storage?: StorageScheme;
}

/**
 * The patch with which an environment pins a model: the one place in Git that says which bytes are to run.
 *
 * @throws ManifestError `INVALID_NAME`
 * @throws InvalidReferenceError
 * @public
 */
export function buildInferenceServicePin(
  input: InferenceServicePinInput,
): InferenceServiceManifest {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: checkServingName(input.name),
      annotations: { [ANNOTATION_VERSION]: validateVersion(input.version) },
    },
    spec: {
      predictor: {
        model: {
          storageUri: buildStorageUri(
            input.repository,
            input.digest,
            input.storage,
          ),
        },
      },
    },
  };
}
