import { parseReference } from '../../../reference';
import type { DeclarationProblem, EnvironmentProfile } from '../../declaration';
import { problem, quote } from '../../declaration/problem';
import { problemsOf } from './problemsOf';

const MAX_REQUESTS_PER_SECOND = 100;
const MAX_SECONDS = 24 * 60 * 60;
const MAX_BODY_LENGTH = 64 * 1024;
const PATH = /^\/[^\s\p{C}]{0,2047}$/u;

/** What is wrong with a synthetic load. */
export function listSyntheticLoadProblems({
  syntheticLoad: load,
}: EnvironmentProfile): DeclarationProblem[] {
  if (!load) return [];
  const field = 'profile.syntheticLoad';
  return [
    ...countProblems(
      `${field}.requestsPerSecond`,
      load.requestsPerSecond,
      MAX_REQUESTS_PER_SECOND,
    ),
    ...countProblems(
      `${field}.durationSeconds`,
      load.durationSeconds,
      MAX_SECONDS,
    ),
    ...imageProblems(`${field}.image`, load.image),
    ...(load.path !== undefined && !PATH.test(String(load.path))
      ? [
          problem(
            'INVALID_VALUE',
            `${field}.path`,
            `${quote(
              load.path,
            )} is no path of a request: begin with '/', without spaces.`,
          ),
        ]
      : []),
    ...(load.body !== undefined && !isBody(load.body)
      ? [
          problem(
            'INVALID_VALUE',
            `${field}.body`,
            `The body of a request is text of up to ${MAX_BODY_LENGTH} characters: take a smaller sample.`,
          ),
        ]
      : []),
  ];
}

function isBody(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= MAX_BODY_LENGTH &&
    !value.includes('\0')
  );
}

function countProblems(
  field: string,
  value: unknown,
  max: number,
): DeclarationProblem[] {
  return Number.isSafeInteger(value) &&
    Number(value) >= 1 &&
    Number(value) <= max
    ? []
    : [
        problem(
          'INVALID_VALUE',
          field,
          `${quote(
            value,
          )} is too little or too much: use a whole number from 1 to ${max}.`,
        ),
      ];
}

function imageProblems(field: string, image: unknown): DeclarationProblem[] {
  const refused = problemsOf('INVALID_VALUE', field, () =>
    parseReference(String(image)),
  );
  if (refused.length > 0) return refused;
  return parseReference(String(image)).digest === undefined
    ? [
        problem(
          'NOT_PINNED',
          field,
          `The image ${quote(
            image,
          )} is not named by digest: write 'host/path@sha256:…'.`,
        ),
      ]
    : [];
}
