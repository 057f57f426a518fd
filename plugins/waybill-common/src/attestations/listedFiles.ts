import type { PackageFile } from '../artifact';

/**
 * A statement has to fit what its readers take; with so many files a bill of materials in either format does.
 *
 * @public
 */
export const MAX_LISTED_FILES = 4000;

/** The largest files where there are too many, in the order of the package. */
export function listedFiles(files: readonly PackageFile[]): {
  readonly files: readonly PackageFile[];
  readonly leftOut: number;
} {
  const leftOut = Math.max(0, files.length - MAX_LISTED_FILES);
  if (leftOut === 0) return { files, leftOut };
  const largest = new Set(
    [...files]
      .sort((left, right) => right.sizeBytes - left.sizeBytes)
      .slice(0, MAX_LISTED_FILES),
  );
  return { files: files.filter(file => largest.has(file)), leftOut };
}
