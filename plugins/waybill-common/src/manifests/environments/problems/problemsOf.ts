import type { DeclarationProblem } from '../../declaration';
import { problem } from '../../declaration/problem';
import type { ManifestErrorCode } from '../../ManifestError';

/** What a check that throws says, at the field. */
export function problemsOf(
  code: ManifestErrorCode,
  field: string,
  check: () => unknown,
): DeclarationProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    return [
      problem(code, field, error instanceof Error ? error.message : 'Invalid'),
    ];
  }
}

/** The same problem is told once. */
export function withoutRepeated(
  problems: readonly DeclarationProblem[],
): DeclarationProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ field, message }) => {
    const key = `${field}\n${message}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
