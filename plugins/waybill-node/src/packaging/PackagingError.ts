/**
 * What can be wrong with the files of a package, or with publishing it.
 *
 * - `FOLDER_NOT_FOUND`, `EMPTY_FOLDER`: nothing to package.
 * - `PATH_NOT_ALLOWED`: a name that an archive, a registry or another system would not carry.
 * - `FILE_TYPE_NOT_ALLOWED`: a link that leaves the folder, a socket or device.
 * - `TOO_MANY_FILES`: more than a package may hold.
 * - `FILE_CHANGED`: a file is no longer what the plan says.
 * - `TAG_EXISTS`: the tag names another digest already; versions are immutable.
 * - `BASE_NOT_USABLE`: not an image, or none for the platform.
 * - `FORMAT_NOT_SUPPORTED`: not a format that can be written.
 *
 * @public
 */
export type PackagingErrorCode =
  | 'FOLDER_NOT_FOUND'
  | 'EMPTY_FOLDER'
  | 'PATH_NOT_ALLOWED'
  | 'FILE_TYPE_NOT_ALLOWED'
  | 'TOO_MANY_FILES'
  | 'FILE_CHANGED'
  | 'TAG_EXISTS'
  | 'BASE_NOT_USABLE'
  | 'FORMAT_NOT_SUPPORTED';

/** @public */
export class PackagingError extends Error {
  readonly name = 'PackagingError';
  readonly code: PackagingErrorCode;

  constructor(options: {
    code: PackagingErrorCode;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
  }
}
