import type {
  CompatibilityCode,
  CompatibilityVerdict,
} from '../../../artifact';
import type { ServingRuntimeFacts } from '../servingRuntimes';

/**
 * What a finding of a live cluster says besides what the compatibility rules say.
 *
 * - `SETTINGS_ABSENT`: the ConfigMap, or a key of it, is not there.
 * - `SETTINGS_MALFORMED`: a key is not a JSON object.
 * - `SETTING_OF_OTHER_TYPE`: KServe would not start with the value.
 * - `SETTING_NOT_KNOWN`: a value that KServe does not know.
 * - `SETTING_NOT_READ`: a switch that this version does not read.
 * - `FETCH_IS_MODELCAR`: `ociModelMode: fetch` does what `modelcar` does.
 * - `KSERVE_NOT_RECOGNISED`: nobody knows the version.
 * - `DEFAULT_MODE_DIFFERS`: InferenceServices without the annotation get another mode than wanted.
 * - `MODE_NOT_KNOWN`: the version does not know the annotation's word, and takes its default.
 * - `CANARY_TOO_OLD`, `CANARY_WITHOUT_WEIGHTS`: `spec.canary[]` is refused, or gets no share of the traffic.
 * - `RUNTIME_ABSENT`, `RUNTIME_DISABLED`, `FORMAT_NOT_SERVED`: nobody serves the model.
 *
 * @public
 */
export type PlatformCode =
  | 'SETTINGS_ABSENT'
  | 'SETTINGS_MALFORMED'
  | 'SETTING_OF_OTHER_TYPE'
  | 'SETTING_NOT_KNOWN'
  | 'SETTING_NOT_READ'
  | 'FETCH_IS_MODELCAR'
  | 'KSERVE_NOT_RECOGNISED'
  | 'DEFAULT_MODE_DIFFERS'
  | 'MODE_NOT_KNOWN'
  | 'CANARY_TOO_OLD'
  | 'CANARY_WITHOUT_WEIGHTS'
  | 'RUNTIME_ABSENT'
  | 'RUNTIME_DISABLED'
  | 'FORMAT_NOT_SERVED';

/** One thing about a cluster that a model meets there. @public */
export interface PlatformFinding {
  readonly code: PlatformCode | CompatibilityCode;
  readonly verdict: CompatibilityVerdict;
  /** What was looked at: `inferenceservice-config storageInitializer.enableModelcar`. */
  readonly subject: string;
  readonly why: string;
  /** Empty where there is nothing to do. */
  readonly advice: string;
}

/** What was read of a cluster; what could not be read is absent. @public */
export interface LivePlatform {
  /** `data` of the ConfigMap `inferenceservice-config`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `v0.20.0` */
  readonly kserveVersion?: string;
  /** `v1.35.2` */
  readonly kubernetesVersion?: string;
  /** Prefixes of the ClusterStorageContainers that are in use. */
  readonly storagePrefixes?: readonly string[];
  /** ClusterServingRuntimes and the namespace's ServingRuntimes. */
  readonly runtimes?: readonly ServingRuntimeFacts[];
}
