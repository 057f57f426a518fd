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

const { usage, refused, notFound, notAuthorised, unreachable } = ExitCode;

/** By the codes of all domains; one that two domains share means the same in both. Others are `failed`. */
const OF_CODE: Readonly<Record<string, number>> = {
  USAGE: usage,
  FILE_UNREADABLE: usage,
  INVALID_REFERENCE: usage,
  INVALID_HOST: usage,
  INVALID_PATH: usage,
  INVALID_TAG: usage,
  INVALID_DIGEST: usage,
  CONFIG_INVALID: usage,
  REGISTRY_NOT_CONFIGURED: usage,
  // rules
  NOT_CONFIRMED: refused,
  OUTPUT_NOT_EMPTY: refused,
  TAG_LATEST: refused,
  TAG_EXISTS: refused,
  EMPTY_FOLDER: refused,
  PATH_NOT_ALLOWED: refused,
  FILE_TYPE_NOT_ALLOWED: refused,
  TOO_MANY_FILES: refused,
  BASE_NOT_USABLE: refused,
  FORMAT_NOT_SUPPORTED: refused,
  // what is not there
  FOLDER_NOT_FOUND: notFound,
  NOT_FOUND: notFound,
  // who may
  UNAUTHORIZED: notAuthorised,
  DENIED: notAuthorised,
  // who answers
  UNREACHABLE: unreachable,
  UNAVAILABLE: unreachable,
  RATE_LIMITED: unreachable,
  TIMEOUT: unreachable,
};

export function exitCodeOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return ExitCode.failed;
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof exitCode === 'number') return exitCode;
  return (
    (typeof code === 'string' ? OF_CODE[code] : undefined) ?? ExitCode.failed
  );
}
