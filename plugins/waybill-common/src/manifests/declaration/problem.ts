import { InvalidReferenceError } from '../../reference';
import type { ManifestErrorCode } from '../ManifestError';
import type { DeclarationProblem } from './DeclarationProblem';

/** @internal */
export function problem(
  code: ManifestErrorCode,
  field: string,
  message: string,
): DeclarationProblem {
  return { code, field, message };
}

/**
 * What a check of a reference throws, as a problem of the field.
 *
 * @internal
 */
export function problemsOfReference(
  field: string,
  check: () => unknown,
  codeOf: (error: InvalidReferenceError) => ManifestErrorCode = () =>
    'INVALID_VALUE',
): DeclarationProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidReferenceError)) throw error;
    return [problem(codeOf(error), field, error.message)];
  }
}

/** Quotes foreign text so that a message stays one short line. @internal */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  const line = text.slice(0, 200).replace(/\p{C}+/gu, ' ');
  return `'${line.length > 80 ? `${line.slice(0, 80)}…` : line}'`;
}

/** Whether a value is text of a grammar and of a length that Kubernetes takes. @internal */
export function isText(
  value: unknown,
  pattern: RegExp,
  maxLength: number,
): value is string {
  return (
    typeof value === 'string' &&
    value.length <= maxLength &&
    pattern.test(value)
  );
}

/** @internal */
export function isWhole(value: unknown, min: number, max: number): boolean {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= min &&
    value <= max
  );
}

/** Name of an object whose kind allows dots. @internal */
export const DNS_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const DNS_SUBDOMAIN_LENGTH = 253;
