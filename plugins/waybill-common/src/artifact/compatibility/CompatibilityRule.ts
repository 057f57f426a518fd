import type { CompatibilityCode } from './CompatibilityCode';
import type { CompatibilityFacts } from './CompatibilityFacts';
import type { CompatibilityDimension } from './CompatibilityReport';
import type { StorageMode } from './storageMode';
import type { CompatibilityVerdict } from './verdict';

/** A row of a table: when it holds, and what that means. */
export interface CompatibilityRule {
  readonly code: CompatibilityCode;
  readonly verdict: CompatibilityVerdict;
  /** The condition in words, for the reference. */
  readonly when: string;
  readonly why: string;
  readonly advice: string;
  readonly source?: string;
  readonly matches: (facts: CompatibilityFacts) => boolean;
}

/** A question and its table: the first row that holds answers it. Where none does, the answer is `unknown`. */
export interface CompatibilityQuestion {
  readonly dimension: CompatibilityDimension;
  /** Asked once for each of these modes; once at all where absent. */
  readonly modes?: readonly StorageMode[];
  /** Always where absent. */
  readonly isAsked?: (facts: CompatibilityFacts) => boolean;
  readonly subject: (facts: CompatibilityFacts) => string;
  readonly rules: readonly CompatibilityRule[];
}
