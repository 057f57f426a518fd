import type { Answer } from './RegistryExchange';

/** One field of one answer that two registries give differently. */
export interface AnswerDifference {
  readonly request: string;
  readonly field: string;
  readonly expected?: string;
  readonly actual?: string;
}

/**
 * How the answers of two registries to the same requests differ. An error code where the reference has none is no
 * difference: its router answers some mistakes before the registry sees them, without a body.
 */
export function compareAnswers(
  expected: readonly Answer[],
  actual: readonly Answer[],
): AnswerDifference[] {
  if (expected.length !== actual.length) {
    throw new Error(
      `The scenario ended with ${actual.length} answers instead of ${expected.length}: it does not send the same requests to both`,
    );
  }
  return expected.flatMap(({ request, ...answer }, index) => {
    const [wanted, given] = [fields(answer), fields(actual[index])];
    const names = new Set([...Object.keys(wanted), ...Object.keys(given)]);
    return [...names]
      .filter(
        name =>
          wanted[name] !== given[name] &&
          !(
            name === 'error code' &&
            wanted[name] === undefined &&
            answer.status >= 400
          ),
      )
      .map(field => ({
        request,
        field,
        expected: wanted[field],
        actual: given[field],
      }));
  });
}

export function describeDifference(difference: AnswerDifference): string {
  const { request, field, expected, actual } = difference;
  return `${request}: ${field} is ${actual ?? 'absent'}, and ${
    expected ?? 'absent'
  } in the distribution registry's answer`;
}

function fields(answer: Omit<Answer, 'request'>): Record<string, string> {
  const result: Record<string, string> = { status: String(answer.status) };
  if (answer.errorCode !== undefined) {
    result['error code'] = answer.errorCode;
  }
  if (answer.body !== undefined) {
    result.body = JSON.stringify(answer.body);
  }
  for (const [name, value] of Object.entries(answer.headers)) {
    result[`header ${name}`] = value;
  }
  return result;
}
