import { isTime } from './time';

/** Longest text that is taken from a cluster into a message. */
const MAX_TEXT_LENGTH = 1_000;

/** Longest list that is looked at; a Kustomization's inventory is the longest that a rule reads. */
const MAX_LIST_LENGTH = 5_000;

/**
 * What is at a path inside JSON that somebody else wrote; `undefined` where the path ends early.
 *
 * @internal
 */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  let value = json;
  for (const key of path) {
    if (
      typeof value !== 'object' ||
      value === null ||
      !Object.hasOwn(value, key)
    ) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/**
 * A text that says something, shortened; `undefined` for anything else.
 *
 * @internal
 */
export function textAt(
  json: unknown,
  ...path: readonly string[]
): string | undefined {
  const value = valueAt(json, ...path);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value.length > MAX_TEXT_LENGTH
    ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
    : value;
}

/** @internal */
export function numberAt(
  json: unknown,
  ...path: readonly string[]
): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** @internal */
export function listAt(
  json: unknown,
  ...path: readonly string[]
): readonly unknown[] {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? value.slice(0, MAX_LIST_LENGTH) : [];
}

/**
 * The texts of a list; what is none is left out.
 *
 * @internal
 */
export function textsAt(json: unknown, ...path: readonly string[]): string[] {
  return listAt(json, ...path).filter(
    (value): value is string => typeof value === 'string',
  );
}

/** @internal */
export function timeAt(
  json: unknown,
  ...path: readonly string[]
): string | undefined {
  const value = valueAt(json, ...path);
  return isTime(value) ? value : undefined;
}

/** @internal */
export function isTrueAt(json: unknown, ...path: readonly string[]): boolean {
  return valueAt(json, ...path) === true;
}
