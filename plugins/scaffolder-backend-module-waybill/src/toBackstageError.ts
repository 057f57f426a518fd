import {
  AuthenticationError,
  ConflictError,
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

type ErrorClass = new (message: string) => Error;

/**
 * What the codes of all domains mean to the scaffolder. A code that two domains share means the same in both.
 */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  // references and manifests
  INVALID_REFERENCE: InputError,
  INVALID_HOST: InputError,
  INVALID_PATH: InputError,
  INVALID_TAG: InputError,
  TAG_LATEST: InputError,
  INVALID_VERSION: InputError,
  INVALID_DIGEST: InputError,
  INVALID_NAME: InputError,
  INVALID_OWNER: InputError,
  NO_ENVIRONMENT: InputError,
  NO_SIGNER: InputError,
  NO_REPOSITORY: InputError,
  FORMAT_NOT_TAKEN: InputError,
  INVALID_VALUE: InputError,
  UNKNOWN_RUNTIME: InputError,
  UNKNOWN_FORMAT: InputError,
  NOT_PINNED: InputError,
  IGNORED_FIELD: InputError,
  MISSING: InputError,
  // steps
  INVALID_SETTINGS: InputError,
  INVALID_SOURCE: InputError,
  SOURCE_UNREADABLE: InputError,
  SOURCE_EMPTY: InputError,
  SOURCE_TOO_LARGE: InputError,
  FOLDER_MISSING: InputError,
  REGISTRY_NOT_CONFIGURED: InputError,
  ENVIRONMENT_UNKNOWN: InputError,
  DIGEST_NOT_FOUND: NotFoundError,
  FILE_NOT_TEXT: InputError,
  PACKAGE_CHANGED: ConflictError,
  NOT_SERVABLE: NotAllowedError,
  PLATFORM_NOT_READY: NotAllowedError,
  LICENSE_NOT_ACCEPTED: NotAllowedError,
  REPOSITORY_TAKEN: ConflictError,
  POLICY_UNKNOWN: InputError,
  FLEET_ENTRY_TAKEN: ConflictError,
  VERSION_MISMATCH: ConflictError,
  REPOSITORY_CHANGED: ConflictError,
  ALREADY_ONBOARDED: ConflictError,
  NOT_VERIFIED: NotAllowedError,
  VERIFICATION_UNAVAILABLE: ServiceUnavailableError,
  // files of a Git repository
  YAML_NOT_VALID: InputError,
  YAML_TABS: InputError,
  YAML_DUPLICATE_KEY: InputError,
  YAML_TOO_LARGE: InputError,
  YAML_TOO_DEEP: InputError,
  YAML_ALIASES: InputError,
  SHARED_VALUE: InputError,
  TEMPLATED_VALUE: InputError,
  SUBSTITUTED_VALUE: InputError,
  ENCRYPTED_FILE: InputError,
  REMOTE_SOURCE: InputError,
  GENERATED_MANIFESTS: InputError,
  AMBIGUOUS_TARGET: InputError,
  REFERENCE_NOT_FOUND: NotFoundError,
  ENVIRONMENT_NOT_FOUND: NotFoundError,
  PATH_NOT_FOUND: InputError,
  FORM_NOT_SUPPORTED: InputError,
  EDIT_NOT_SAFE: ConflictError,
  // packages
  FOLDER_NOT_FOUND: InputError,
  EMPTY_FOLDER: InputError,
  PATH_NOT_ALLOWED: InputError,
  FILE_TYPE_NOT_ALLOWED: InputError,
  TOO_MANY_FILES: InputError,
  FORMAT_NOT_SUPPORTED: InputError,
  FILE_CHANGED: ConflictError,
  TAG_EXISTS: ConflictError,
  BASE_NOT_USABLE: InputError,
  PACKAGE_NOT_VALID: InputError,
  ARCHIVE_NOT_VALID: InputError,
  ARCHIVE_TOO_LARGE: InputError,
  DUPLICATE_ENTRY: InputError,
  FILE_NOT_FOUND: NotFoundError,
  FILTER_NOT_VALID: InputError,
  FILE_EXISTS: ConflictError,
  TARGET_NOT_USABLE: InputError,
  DISK_FULL: ServiceUnavailableError,
  REFERENCE_CYCLE: InputError,
  KITIGNORE_NOT_VALID: InputError,
  // Kitfiles
  INVALID_YAML: InputError,
  EMPTY: InputError,
  UNKNOWN_KEY: InputError,
  DUPLICATE_KEY: InputError,
  WRONG_TYPE: InputError,
  DUPLICATE_PATH: InputError,
  PATH_IN_REMOTE_DATASET: InputError,
  INVALID_PART_TYPE: InputError,
  INVALID_REMOTE_DATASET: InputError,
  INVALID_MCP_SERVER: InputError,
  INVALID_PARAMETERS: InputError,
  // copies
  MANIFEST_NOT_USABLE: InputError,
  TOO_MANY_MANIFESTS: InputError,
  NO_SUCH_PLATFORM: InputError,
  FAILED: ServiceUnavailableError,
  // imports
  SOURCE_INVALID: InputError,
  REVISION_NOT_FOUND: NotFoundError,
  GATED: NotAllowedError,
  HOST_NOT_ALLOWED: NotAllowedError,
  TOO_LARGE: InputError,
  NOTHING_TO_IMPORT: InputError,
  SIZE_UNKNOWN: InputError,
  SIZE_MISMATCH: ServiceUnavailableError,
  LFS_POINTER: InputError,
  GIT_MISSING: ServiceUnavailableError,
  // keys
  KEY_NOT_CONFIGURED: InputError,
  KEY_UNREADABLE: InputError,
  KEY_UNSUPPORTED: InputError,
  WRONG_PASSWORD: InputError,
  CONFIG_INVALID: InputError,
  IDENTITY_TOKEN_MISSING: InputError,
  IDENTITY_TOKEN_INVALID: InputError,
  TAG_CONFLICT: ConflictError,
  TAG_FOREIGN: ConflictError,
  TOO_MANY_SIGNATURES: ConflictError,
  // attestations
  NOT_SIGNED: ConflictError,
  ATTESTATION_TOO_LARGE: InputError,
  ATTESTATION_NOT_VALID: InputError,
  // trust roots
  TRUST_ROOT_UNAVAILABLE: ServiceUnavailableError,
  // registries
  UNREACHABLE: ServiceUnavailableError,
  DENIED: NotAllowedError,
  DIGEST_MISMATCH: ServiceUnavailableError,
  MANIFEST_TOO_LARGE: ServiceUnavailableError,
  INVALID_ANSWER: ServiceUnavailableError,
  RATE_LIMITED: ServiceUnavailableError,
  CREDENTIALS_UNAVAILABLE: ServiceUnavailableError,
  UNSUPPORTED: InputError,
  REFUSED: InputError,
  // Git hosts
  NOT_CONFIGURED: InputError,
  INVALID_INPUT: InputError,
  UNAUTHORIZED: AuthenticationError,
  FORBIDDEN: NotAllowedError,
  NOT_FOUND: NotFoundError,
  CONFLICT: ConflictError,
  REJECTED: InputError,
  UNAVAILABLE: ServiceUnavailableError,
  TIMEOUT: ServiceUnavailableError,
  BAD_ANSWER: ServiceUnavailableError,
};

/**
 * The one place where the errors of the domains become Backstage's. The code stays readable in the message, which is
 * all that a task's log keeps.
 */
export function toBackstageError(error: unknown): unknown {
  if (!isError(error)) return error;
  const { code } = error;
  const ErrorClass = typeof code === 'string' ? CLASSES[code] : undefined;
  if (!ErrorClass) return error;
  // Given to the constructor, the cause's message would be appended to a message that says the same.
  return Object.assign(new ErrorClass(`${error.message} [${code}]`), {
    cause: error,
  });
}

/** Runs an action's handler and lets its errors leave as Backstage's. */
export async function atBoundary(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw toBackstageError(error);
  }
}
