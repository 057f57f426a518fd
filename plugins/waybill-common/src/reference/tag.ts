import semver from 'semver';
import { InvalidReferenceError } from './InvalidReferenceError';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * Whether a value is a tag by the grammar of distribution-spec v1.1.1. `latest` is one by grammar.
 *
 * @public
 */
export function isTag(value: unknown): value is string {
  return typeof value === 'string' && TAG.test(value);
}

/**
 * A tag under which something may be published or declared.
 *
 * @returns the tag as it was given.
 * @throws InvalidReferenceError `INVALID_TAG`, `TAG_LATEST`
 * @public
 */
export function validateTag(text: string): string {
  if (!isTag(text)) {
    throw new InvalidReferenceError({
      code: 'INVALID_TAG',
      text,
      what: 'a tag',
      why: 'use up to 128 letters, digits, dots, dashes and underscores, and begin with a letter, a digit or an underscore',
    });
  }
  if (text.toLowerCase() === 'latest') {
    throw new InvalidReferenceError({
      code: 'TAG_LATEST',
      text,
      what: 'a tag that Waybill accepts',
      why: 'it says nothing about what it names, and it moves; give a version such as 1.0.0',
    });
  }
  return text;
}

/**
 * A tag that is a semantic version: what Flux chooses the newest of. Build metadata (`+…`) cannot be in a tag.
 *
 * @returns the version as it was given.
 * @throws InvalidReferenceError `INVALID_TAG`, `TAG_LATEST`, `INVALID_VERSION`
 * @public
 */
export function validateVersion(text: string): string {
  const tag = validateTag(text);
  if (!semver.valid(tag)) {
    throw new InvalidReferenceError({
      code: 'INVALID_VERSION',
      text,
      what: 'a version',
      why: 'give a semantic version of three numbers such as 1.0.0, with a suffix such as -rc.1 where it is not final',
    });
  }
  return tag;
}

/**
 * Order of versions for `Array.sort`: newest first by semantic version, then tags that are none, by name.
 *
 * @public
 */
export function versionOrder(left: string, right: string): number {
  const isLeftVersion = semver.valid(left) !== null;
  const isRightVersion = semver.valid(right) !== null;
  if (isLeftVersion !== isRightVersion) return isLeftVersion ? -1 : 1;
  const order = isLeftVersion ? semver.rcompare(left, right) : 0;
  if (order !== 0) return order;
  // Not localeCompare: the order must not depend on the machine.
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
