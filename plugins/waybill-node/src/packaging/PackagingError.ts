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
 * - `PACKAGE_NOT_VALID`: a manifest, config or index that is not what its type says.
 * - `ARCHIVE_NOT_VALID`: a layer that is no tar, a broken one, or not compressed as it says.
 * - `ARCHIVE_TOO_LARGE`: a layer that grows out of all proportion.
 * - `DUPLICATE_ENTRY`: two files of a package at one path.
 * - `FILE_NOT_FOUND`: the package has no such file.
 * - `FILTER_NOT_VALID`: a filter that cannot be read, or that matches nothing.
 * - `FILE_EXISTS`: unpacking would replace a file, and nobody said that it may.
 * - `TARGET_NOT_USABLE`: nothing can be written where a package is unpacked to.
 * - `DISK_FULL`: no room where a package is unpacked to.
 * - `REFERENCE_CYCLE`: packages that refer to each other, or too many in a row.
 * - `KITIGNORE_NOT_VALID`: a `.kitignore` that kit could not use either.
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
  | 'FORMAT_NOT_SUPPORTED'
  | 'PACKAGE_NOT_VALID'
  | 'ARCHIVE_NOT_VALID'
  | 'ARCHIVE_TOO_LARGE'
  | 'DUPLICATE_ENTRY'
  | 'FILE_NOT_FOUND'
  | 'FILTER_NOT_VALID'
  | 'FILE_EXISTS'
  | 'TARGET_NOT_USABLE'
  | 'DISK_FULL'
  | 'REFERENCE_CYCLE'
  | 'KITIGNORE_NOT_VALID';

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
