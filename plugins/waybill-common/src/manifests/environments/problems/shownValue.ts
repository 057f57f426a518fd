import type { DeclarationProblem } from '../../declaration';
import type { ManifestErrorCode } from '../../ManifestError';

/** Foreign text in a message: one line, and not longer than a line. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  const line = text.replace(/\p{C}+/gu, ' ');
  return `'${line.length > 80 ? `${line.slice(0, 80)}…` : line}'`;
}

export function problemAt(
  code: ManifestErrorCode,
  field: string,
  message: string,
): DeclarationProblem {
  return { code, field, message };
}

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
      problemAt(
        code,
        field,
        error instanceof Error ? error.message : 'Invalid',
      ),
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
