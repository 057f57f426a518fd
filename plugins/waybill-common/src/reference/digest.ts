import { InvalidReferenceError } from './InvalidReferenceError';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Whether a value is a digest in the form that OCI registers (image-spec v1.1.1, "Registered Algorithms").
 *
 * @public
 */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}

/**
 * @returns the digest as it was given.
 * @throws InvalidReferenceError `INVALID_DIGEST`
 * @public
 */
export function validateDigest(text: string): string {
  if (!isDigest(text)) {
    throw new InvalidReferenceError({
      code: 'INVALID_DIGEST',
      text,
      what: 'a digest',
      why: "give 'sha256:' and 64 lower-case hexadecimal digits",
    });
  }
  return text;
}

/**
 * A digest short enough for a sentence: algorithm and 12 digits, e.g. `sha256:0f8cc4b8c81d`.
 *
 * @public
 */
export function shortenDigest(digest: string): string {
  const colon = digest.indexOf(':');
  return digest.slice(0, colon + 1 + 12);
}
