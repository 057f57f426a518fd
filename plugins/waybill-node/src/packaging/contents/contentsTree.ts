import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import type { FileTree, SourceFile } from '../FileTree';
import { PackagingError } from '../PackagingError';
import { byPath, packagePath, refuseEqualPaths } from '../sources/packagePath';
import { openPackagedFile } from './openPackagedFile';
import type { PackageContents, PackagedFile } from './PackageContents';

/**
 * The files of a package, to make another package of them: each is read from the registry when it is opened.
 *
 * @throws PackagingError `FILE_TYPE_NOT_ALLOWED` where the package holds what another would lack, `PATH_NOT_ALLOWED`,
 * `EMPTY_FOLDER`
 * @public
 */
export function contentsTree(
  client: RegistryClient,
  contents: PackageContents,
): FileTree {
  const name = `${formatRepository(contents.repository)}@${
    contents.descriptor.digest
  }`;
  refuseSpecials(contents);
  if (contents.files.length === 0)
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: `${name} holds no files: a package needs one at least.`,
    });
  const files = contents.files
    .map(file => sourceOf(client, contents, file))
    .sort(byPath);
  refuseEqualPaths(files);
  return { name, files };
}

/** @throws PackagingError `FILE_TYPE_NOT_ALLOWED` */
export function refuseSpecials({
  repository,
  descriptor,
  specials,
}: Pick<PackageContents, 'repository' | 'descriptor' | 'specials'>): void {
  if (specials.length === 0) return;
  const [{ path, type, target }] = specials;
  throw new PackagingError({
    code: 'FILE_TYPE_NOT_ALLOWED',
    message: `${formatRepository(repository)}@${
      descriptor.digest
    } holds ${JSON.stringify(path)}, a ${type}${
      target === undefined ? '' : ` to ${JSON.stringify(target.slice(0, 200))}`
    } that leads to no file of the package. Nothing of it was used: package the model again, with a copy of the file in its place.`,
  });
}

function sourceOf(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
): SourceFile {
  const { layer, offset, sizeBytes, digest, mode } = file;
  return {
    path: packagePath(file.path),
    sizeBytes,
    mode: mode ?? 0o644,
    ...(digest ? { digest } : {}),
    fingerprint: `${layer.digest}+${offset}+${sizeBytes}`,
    open: options => openPackagedFile(client, contents, file, options),
  };
}
