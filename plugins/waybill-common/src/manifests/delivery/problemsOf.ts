import { InvalidReferenceError } from '../../reference';
import type { DeclarationProblem } from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';

/** @internal */
export function problem(
  code: ManifestErrorCode,
  field: string,
  message: string,
): DeclarationProblem {
  return { code, field, message };
}

/** What a check of a reference throws, as a problem. @internal */
export function referenceProblem(
  field: string,
  check: () => unknown,
): DeclarationProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidReferenceError)) throw error;
    const code =
      error.code === 'INVALID_NAME' ? 'INVALID_NAME' : 'INVALID_VALUE';
    const isTag = error.code === 'TAG_LATEST';
    return [problem(isTag ? 'NOT_PINNED' : code, field, error.message)];
  }
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
