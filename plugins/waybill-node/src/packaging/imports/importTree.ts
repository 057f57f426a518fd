import type { FileTree, SourceFile } from '../FileTree';
import { byPath, packagePath, refuseEqualPaths } from '../sources/packagePath';
import { ImportError } from './ImportError';
import type { ImportSettings } from './importSettings';

/** No server tells the permissions of its files, and the same files must give the same package. */
export const IMPORTED_MODE = 0o644;
const DEFAULT_MAX_BYTES = 1024 ** 4;

/**
 * Files of a server as a tree: paths as a package may hold them, in the order of their bytes.
 *
 * @throws PackagingError `PATH_NOT_ALLOWED`
 */
export function importTree(
  name: string,
  files: readonly SourceFile[],
): FileTree {
  const sorted = files
    .map(file => ({ ...file, path: packagePath(file.path) }))
    .sort(byPath);
  refuseEqualPaths(sorted);
  return { name, files: sorted };
}

/** @throws ImportError `TOO_LARGE` */
export function refuseTooLarge(
  files: readonly { readonly sizeBytes: number }[],
  { maxBytes = DEFAULT_MAX_BYTES }: Pick<ImportSettings, 'maxBytes'>,
  name: string,
): void {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes <= maxBytes) return;
  throw new ImportError({
    code: 'TOO_LARGE',
    message: `${name} has ${totalBytes} bytes, and an import may have ${maxBytes} (waybill.imports.maxBytes): leave files out with include and ignore.`,
  });
}
