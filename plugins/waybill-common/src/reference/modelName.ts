import { InvalidReferenceError } from './InvalidReferenceError';

const DNS_1035_LABEL = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

/** KServe v0.20 labels the pods of a model `app: isvc.<name>-predictor`, and a label has at most 63 characters. */
const MAX_LENGTH = 63 - 'isvc.-predictor'.length;

/**
 * A name that fits everything that is called after a model: the InferenceService and its Service, the repository in
 * the registry and in Git, the catalog entity.
 *
 * @returns the name as it was given.
 * @throws InvalidReferenceError `INVALID_NAME`
 * @public
 */
export function validateModelName(text: string): string {
  if (
    typeof text !== 'string' ||
    text.length > MAX_LENGTH ||
    !DNS_1035_LABEL.test(text)
  ) {
    throw new InvalidReferenceError({
      code: 'INVALID_NAME',
      text,
      what: 'a name for a model',
      why: `use up to ${MAX_LENGTH} lower-case letters, digits and dashes, begin with a letter and end with a letter or digit`,
    });
  }
  return text;
}
