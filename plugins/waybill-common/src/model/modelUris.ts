import {
  MODEL_SERVER_CONTAINER,
  STORAGE_URI_VARIABLE,
} from '../manifests/kserve/kserveWords';
import { formatRepository, parseReference } from '../reference/parseReference';
import { parseStorageUri } from '../reference/storageUri';
import { listAt, numberAt, textAt, valueAt } from './untrustedJson';

/** Where a predictor takes its model from, as far as it is an OCI registry. @internal */
export interface ModelUri {
  readonly uri: string;
  /** `host/path`; absent where the URI is of another kind of storage or cannot be read. */
  readonly repository?: string;
  /** Absent where the model is not pinned by digest. */
  readonly digest?: string;
}

/** @internal */
export interface CanaryModel {
  readonly name: string;
  readonly trafficPercent?: number;
  readonly model?: ModelUri;
}

/**
 * The model of an InferenceService's stable predictor.
 *
 * @internal
 */
export function readStableModel(service: unknown): ModelUri | undefined {
  return readPredictorModel(valueAt(service, 'spec', 'predictor'));
}

/**
 * The canaries of an InferenceService in Standard mode (`spec.canary[]`, KServe v0.20).
 *
 * @internal
 */
export function readCanaries(service: unknown): CanaryModel[] {
  return listAt(service, 'spec', 'canary')
    .slice(0, 20)
    .flatMap(canary => {
      const name = textAt(canary, 'predictor', 'name');
      if (name === undefined) return [];
      return {
        name,
        trafficPercent: numberAt(canary, 'trafficPercent'),
        model: readPredictorModel(valueAt(canary, 'predictor')),
      };
    });
}

/**
 * What KServe tells a server of one's own: the variable of its container.
 *
 * @internal
 */
export function readStorageVariable(predictor: unknown): string | undefined {
  const container = listAt(predictor, 'containers').find(
    candidate => textAt(candidate, 'name') === MODEL_SERVER_CONTAINER,
  );
  const variable = listAt(container, 'env').find(
    candidate => textAt(candidate, 'name') === STORAGE_URI_VARIABLE,
  );
  return textAt(variable, 'value');
}

/**
 * `model.storageUri`, else that of a predictor of the older kind (`sklearn`, …), else the first of `storageUris`, else
 * the variable of a server of one's own.
 */
function readPredictorModel(predictor: unknown): ModelUri | undefined {
  const older =
    typeof predictor === 'object' && predictor !== null
      ? Object.values(predictor)
          .map(part => textAt(part, 'storageUri'))
          .find(uri => uri !== undefined)
      : undefined;
  const uri =
    textAt(predictor, 'model', 'storageUri') ??
    older ??
    textAt(listAt(predictor, 'storageUris')[0], 'uri') ??
    readStorageVariable(predictor);
  return uri === undefined ? undefined : readModelUri(uri);
}

/**
 * The same of what a Deployment names: `host/path@digest` without a scheme, because Kubernetes knows none.
 *
 * @internal
 */
export function readReferenceOrUri(text: string): ModelUri {
  if (text.includes('://')) return readModelUri(text);
  try {
    const reference = parseReference(text);
    return {
      uri: text,
      repository: formatRepository(reference),
      digest: reference.digest,
    };
  } catch {
    return { uri: text };
  }
}

/** @internal */
export function readModelUri(uri: string): ModelUri {
  try {
    const { reference } = parseStorageUri(uri);
    return {
      uri,
      repository: formatRepository(reference),
      digest: reference.digest,
    };
  } catch {
    // Storage of another kind is nothing wrong: it only is no version of ours.
    return { uri };
  }
}
