import type { PackageFile } from '@waybill/backstage-plugin-waybill-common';
import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import { formatBytes } from '../progress';

const MAX_LISTED_FILES = 50;

/** A task's outputs are kept in the portal's database: a list of files stays readable there up to here. */
export const MAX_OUTPUT_FILES = 200;

/** What a dry run gives in the place of a digest that only reading all files would tell. */
export const NO_DIGEST = `sha256:${'0'.repeat(64)}`;

/** Lines for a log. */
export function describeFiles(files: readonly PackageFile[]): string[] {
  const hidden = files.length - MAX_LISTED_FILES;
  return [
    ...files
      .slice(0, MAX_LISTED_FILES)
      .map(({ path, sizeBytes, digest }) =>
        ['', path, formatBytes(sizeBytes), digest]
          .filter(text => text !== undefined)
          .join('  '),
      ),
    ...(hidden > 0 ? [`  and ${hidden} more files`] : []),
  ];
}

/** The first files, as an output. */
export function listOutputFiles(files: readonly PackageFile[]) {
  return files
    .slice(0, MAX_OUTPUT_FILES)
    .map(({ path, sizeBytes, digest }) => ({
      path,
      sizeBytes,
      ...(digest && { digest }),
    }));
}

/** Bytes that a registry that has nothing yet will be sent. */
export function packageSizeBytes(
  built: Pick<PackagePlan, 'config' | 'layers'>,
): number {
  return [built.config, ...built.layers].reduce(
    (sum, blob) => sum + blob.descriptor.size,
    0,
  );
}
