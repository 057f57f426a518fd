import type { DeclarationProblem } from '../../declaration';
import { problem } from '../../declaration/problem';
import { InvalidReferenceError } from '../../../reference';
import { ManifestError, type ManifestErrorCode } from '../../ManifestError';

/**
 * What a function that throws says against a value, as a problem of a field.
 *
 * @internal
 */
export function refusedBy(
  check: () => unknown,
  code: ManifestErrorCode,
  field: string,
): DeclarationProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (
      error instanceof InvalidReferenceError ||
      error instanceof ManifestError
    ) {
      return [problem(code, field, error.message)];
    }
    throw error;
  }
}
