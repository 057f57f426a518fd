import { validateModelName } from '../reference';
import { ManifestError } from './ManifestError';

/**
 * KServe labels the pods of a model `app: isvc.<name>-predictor`, and a label ends at 63 characters: a longer name is
 * accepted by the API server and never becomes a pod.
 */
const SERVING_NAME_MAX_LENGTH = 63 - 'isvc.'.length - '-predictor'.length;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * @returns the name as it was given.
 * @throws InvalidReferenceError `INVALID_NAME`
 * @throws ManifestError `INVALID_NAME`
 * @internal
 */
export function checkServingName(name: string): string {
  if (validateModelName(name).length > SERVING_NAME_MAX_LENGTH) {
    throw new ManifestError({
      code: 'INVALID_NAME',
      message: `'${name}' is too long for a model that is to be served: KServe leaves room for ${SERVING_NAME_MAX_LENGTH} characters`,
    });
  }
  return name;
}

/**
 * @returns the name as it was given.
 * @throws ManifestError `INVALID_NAME`
 * @internal
 */
export function checkKubernetesName(name: string): string {
  if (!DNS_LABEL.test(name)) {
    throw new ManifestError({
      code: 'INVALID_NAME',
      message: `'${name.slice(
        0,
        80,
      )}' cannot be a name in Kubernetes: use up to 63 lower-case letters, digits and '-'`,
    });
  }
  return name;
}
