import type { CompatibilityCode } from './CompatibilityCode';
import type { StorageMode } from './storageMode';
import type { CompatibilityVerdict } from './verdict';

/** Of which part a finding speaks. @public */
export type CompatibilityDimension =
  | 'format'
  | 'kubernetes'
  | 'runtime'
  | 'kserve'
  | 'registry'
  | 'delivery';

/**
 * One answer: what was asked about, whether it goes, why, and what to do.
 *
 * @public
 */
export interface CompatibilityFinding {
  /** Stable: documentation, tests and scripts name it. */
  readonly code: CompatibilityCode;
  readonly verdict: CompatibilityVerdict;
  readonly dimension: CompatibilityDimension;
  /** The mode that it is about; absent where it is about none in particular. */
  readonly storageMode?: StorageMode;
  /** What was looked at, by name and version: `Kubernetes 1.32`. */
  readonly subject: string;
  readonly why: string;
  /** Empty where there is nothing to do. */
  readonly advice: string;
  /** Where it is written: project, version and file. */
  readonly source?: string;
}

/** One storage mode, summed up. @public */
export interface StorageCompatibility {
  readonly mode: StorageMode;
  /** The worst of its findings. */
  readonly verdict: CompatibilityVerdict;
  /** False where a finding says that it does not work: missing facts change nothing about that. */
  readonly isPossible: boolean;
}

/** @public */
export interface CompatibilityReport {
  /** The worst first; of equal ones in the order in which they were asked. */
  readonly findings: readonly CompatibilityFinding[];
  /** One for each mode that was asked for, in that order. */
  readonly storage: readonly StorageCompatibility[];
  /** Of the best mode, and of all that is about no mode. */
  readonly verdict: CompatibilityVerdict;
}
