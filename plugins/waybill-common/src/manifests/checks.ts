import semver from 'semver';
import { ManifestError } from './ManifestError';

/**
 * KServe labels the pods of a model `app: isvc.<name>-predictor`, and a label ends at 63 characters: a longer name is
 * accepted by the API server and never becomes a pod.
 */
const MODEL_NAME_MAX_LENGTH = 48;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MODEL_NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const REPOSITORY =
  /^[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @internal */
export function checkModelName(name: string): string {
  if (!MODEL_NAME.test(name) || name.length > MODEL_NAME_MAX_LENGTH) {
    throw new ManifestError({
      code: 'INVALID_NAME',
      message: `'${shorten(
        name,
      )}' cannot be the name of a model: use up to ${MODEL_NAME_MAX_LENGTH} lower-case letters, digits and '-', beginning with a letter`,
    });
  }
  return name;
}

/** @internal */
export function checkKubernetesName(name: string): string {
  if (!DNS_LABEL.test(name)) {
    throw new ManifestError({
      code: 'INVALID_NAME',
      message: `'${shorten(
        name,
      )}' cannot be a name in Kubernetes: use up to 63 lower-case letters, digits and '-'`,
    });
  }
  return name;
}

/** @internal */
export function checkVersion(version: string): string {
  if (version === 'latest') {
    throw new ManifestError({
      code: 'INVALID_VERSION',
      message: `'latest' is no version: it means another package tomorrow. Give a semantic version such as 1.0.0`,
    });
  }
  // Build metadata (`+`) is semver and no tag.
  if (semver.valid(version) !== version || version.includes('+')) {
    throw new ManifestError({
      code: 'INVALID_VERSION',
      message: `'${shorten(
        version,
      )}' is no version of a model: give a semantic version such as 1.0.0 or 1.1.0-rc.1`,
    });
  }
  return version;
}

/** @internal */
export function checkRepository(repository: string): string {
  if (!REPOSITORY.test(repository) || repository.length > 255) {
    throw new ManifestError({
      code: 'INVALID_REPOSITORY',
      message: `'${shorten(
        repository,
      )}' is no OCI repository: give it as host/path, lower case, without tag and digest`,
    });
  }
  return repository;
}

/** @internal */
export function checkDigest(digest: string): string {
  if (!DIGEST.test(digest)) {
    throw new ManifestError({
      code: 'UNPINNED',
      message: `A model is declared by digest only (sha256:…); '${shorten(
        digest,
      )}' is none`,
    });
  }
  return digest;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
