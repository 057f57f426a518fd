/** What a run ends with. Documented: scripts decide by it, so a number never changes its meaning. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  notAuthorised: 5,
  unreachable: 6,
  interrupted: 130,
  terminated: 143,
} as const;

const { failed, usage, refused, notFound, notAuthorised, unreachable } =
  ExitCode;

const BY_EXIT_CODE: readonly (readonly [number, readonly string[]])[] = [
  [
    usage,
    [
      ...['USAGE', 'FILE_UNREADABLE', 'SOURCE_INVALID', 'FILTER_NOT_VALID'],
      ...['INVALID_REFERENCE', 'INVALID_HOST', 'INVALID_PATH', 'INVALID_TAG'],
      ...['INVALID_DIGEST', 'INVALID_VERSION', 'INVALID_NAME'],
      ...['INVALID_STORAGE_URI', 'CONFIG_INVALID', 'REGISTRY_NOT_CONFIGURED'],
      ...['KEY_NOT_CONFIGURED', 'KEY_UNREADABLE', 'KEY_UNSUPPORTED'],
      ...['WRONG_PASSWORD', 'ATTESTATION_NOT_VALID'],
    ],
  ],
  [
    refused,
    [
      ...['NOT_CONFIRMED', 'OUTPUT_NOT_EMPTY', 'TAG_LATEST', 'TAG_EXISTS'],
      ...['EMPTY_FOLDER', 'PATH_NOT_ALLOWED', 'FILE_TYPE_NOT_ALLOWED'],
      ...['TOO_MANY_FILES', 'TOO_LARGE', 'BASE_NOT_USABLE'],
      ...['FORMAT_NOT_SUPPORTED', 'KITIGNORE_NOT_VALID', 'DUPLICATE_ENTRY'],
      ...['PACKAGE_NOT_VALID', 'ARCHIVE_NOT_VALID', 'ARCHIVE_TOO_LARGE'],
      ...['FILE_EXISTS', 'REFERENCE_CYCLE', 'MANIFEST_NOT_USABLE'],
      ...['TOO_MANY_MANIFESTS', 'MANIFEST_TOO_LARGE', 'HOST_NOT_ALLOWED'],
      ...['NOTHING_TO_IMPORT', 'LFS_POINTER', 'SIZE_UNKNOWN'],
      ...['NOT_SIGNED', 'ATTESTATION_TOO_LARGE', 'TAG_FOREIGN'],
      ...['TOO_MANY_SIGNATURES'],
      // Kitfiles
      ...['INVALID_YAML', 'EMPTY', 'UNKNOWN_KEY', 'DUPLICATE_KEY'],
      ...['WRONG_TYPE', 'DUPLICATE_PATH', 'PATH_IN_REMOTE_DATASET'],
      ...['INVALID_PART_TYPE', 'INVALID_REMOTE_DATASET'],
      ...['INVALID_MCP_SERVER', 'INVALID_PARAMETERS'],
    ],
  ],
  [
    notFound,
    [
      ...['NOT_FOUND', 'FOLDER_NOT_FOUND', 'FILE_NOT_FOUND'],
      ...['REVISION_NOT_FOUND', 'NO_SUCH_PLATFORM'],
    ],
  ],
  [
    notAuthorised,
    [
      ...['UNAUTHORIZED', 'DENIED', 'GATED', 'CREDENTIALS_UNAVAILABLE'],
      ...['IDENTITY_TOKEN_MISSING', 'IDENTITY_TOKEN_INVALID'],
    ],
  ],
  [
    unreachable,
    [
      ...['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED', 'TIMEOUT'],
      ...['TRUST_ROOT_UNAVAILABLE'],
    ],
  ],
  [
    failed,
    [
      ...['FAILED', 'FILE_CHANGED', 'TARGET_NOT_USABLE', 'DISK_FULL'],
      ...['DIGEST_MISMATCH', 'SIZE_MISMATCH', 'INVALID_ANSWER', 'REFUSED'],
      ...['UNSUPPORTED', 'INTERRUPTED', 'GIT_MISSING', 'TAG_CONFLICT'],
      'FILE_UNWRITABLE',
    ],
  ],
];

/** By the codes of all domains; one that two domains share means the same in both. */
const OF_CODE = new Map(
  BY_EXIT_CODE.flatMap(([exitCode, codes]) =>
    codes.map((code): [string, number] => [code, exitCode]),
  ),
);

/** Whether a code was thought of: a test asks for each of those that there are. */
export function isKnownCode(code: string): boolean {
  return OF_CODE.has(code);
}

export function exitCodeOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return ExitCode.failed;
  const { code, exitCode, name } = error as {
    readonly code?: unknown;
    readonly exitCode?: unknown;
    readonly name?: unknown;
  };
  if (typeof exitCode === 'number') return exitCode;
  // whatever is wrong in a Kitfile, it is a rule that refuses it
  if (name === 'KitfileError') return ExitCode.refused;
  return (
    (typeof code === 'string' ? OF_CODE.get(code) : undefined) ??
    ExitCode.failed
  );
}
