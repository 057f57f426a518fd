import type { DeclarationProblem } from '../declaration';
import { problem, problemsOfReference } from '../declaration/problem';

/** What a check of a reference throws, as a problem. @internal */
export function referenceProblem(
  field: string,
  check: () => unknown,
): DeclarationProblem[] {
  return problemsOfReference(field, check, ({ code }) => {
    if (code === 'TAG_LATEST') return 'NOT_PINNED';
    return code === 'INVALID_NAME' ? 'INVALID_NAME' : 'INVALID_VALUE';
  });
}

/** @internal */
export function invalidName(field: string, text: string): DeclarationProblem {
  return problem(
    'INVALID_NAME',
    field,
    `'${shorten(
      text,
    )}' cannot be a name in Kubernetes: use up to 63 lower-case letters, digits and '-'`,
  );
}

/** @internal */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
