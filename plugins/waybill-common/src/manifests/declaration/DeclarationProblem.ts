import type { ManifestErrorCode } from '../ManifestError';

/**
 * Why a declaration cannot be written as it is, at the field that has to change. A form shows it there; an action
 * refuses with it.
 *
 * @public
 */
export interface DeclarationProblem {
  readonly code: ManifestErrorCode;
  /** Path into the declaration: `serving.modelFormat.name`, `environments[1].profile.gpu.count`. */
  readonly field: string;
  /** What is wrong, on which object, and what to do. */
  readonly message: string;
}
