import type { DeclarationProblem } from '../../declaration';
import { isText, problem, quote } from '../../declaration/problem';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const MAX_VARIABLES = 256;
const MAX_LENGTH = 32_768;

/** @internal */
export function listVariableProblems(
  env: Readonly<Record<string, string>> | undefined,
  field: string,
): DeclarationProblem[] {
  const entries = Object.entries(env ?? {});
  if (entries.length > MAX_VARIABLES) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        `${entries.length} variables are more than ${MAX_VARIABLES}: give fewer.`,
      ),
    ];
  }
  return entries.flatMap(([name, value]) => {
    if (!isText(name, VARIABLE, 253)) {
      return [
        problem(
          'INVALID_VALUE',
          `${field}.${String(name).slice(0, 80)}`,
          `${quote(
            name,
          )} is no name of a variable: use letters, digits and '_', and begin with no digit.`,
        ),
      ];
    }
    return typeof value !== 'string' ||
      value.length > MAX_LENGTH ||
      value.includes('\0')
      ? [
          problem(
            'INVALID_VALUE',
            `${field}.${name}`,
            `The variable ${name} must be text of at most ${MAX_LENGTH} characters.`,
          ),
        ]
      : [];
  });
}
