import { PackagingError } from '../../PackagingError';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The error for what a file system refuses. */
export function targetError(directory: string, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || cause instanceof PackagingError)
    return cause as Error;
  return NO_ROOM.has(code)
    ? new PackagingError({
        code: 'DISK_FULL',
        cause,
        message: `There is no room for the package in '${directory}' (${code}): nothing of it was kept. Free some, or unpack elsewhere.`,
      })
    : new PackagingError({
        code: 'TARGET_NOT_USABLE',
        cause,
        message: `The package cannot be written to '${directory}' (${code}): nothing of it was kept. Check that it is a folder and that you may write there.`,
      });
}

/** @param what - that is there, where that is no file */
export function fileExists(
  directory: string,
  relative: string,
  what?: string,
): PackagingError {
  const name = JSON.stringify(relative);
  return new PackagingError({
    code: 'FILE_EXISTS',
    message: what
      ? `${name} in '${directory}' is ${what}, and the package has something else there: nothing was unpacked. Move it away, or unpack elsewhere.`
      : `${name} is in '${directory}' already: nothing was unpacked. Say that it may be replaced, or unpack elsewhere.`,
  });
}
