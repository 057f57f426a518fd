import { gzipSync } from 'node:zlib';
import { PackagingError } from '../PackagingError';
import type { PlannedBlob } from '../PackageLayout';
import { blobOf } from '../publish/sealManifest';
import { byPath, packagePath, refuseEqualPaths } from '../sources/packagePath';
import { TAR_END, tarHeader, tarPadding } from '../tar/tarHeader';

/** Manifests are text; this is more than any team writes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A text file that is delivered: path relative and `/`-separated. */
export interface ManifestFile {
  readonly path: string;
  readonly content: string;
}

/** One compressed layer of text files, the same on every machine for one version of zlib. */
export interface ManifestsLayer {
  readonly blob: PlannedBlob;
  readonly entries: readonly {
    readonly path: string;
    readonly bytes: Buffer;
  }[];
}

/** @throws PackagingError `EMPTY_FOLDER`, `PATH_NOT_ALLOWED`, `TOO_MANY_FILES` */
export function buildManifestsLayer(
  mediaType: string,
  files: readonly ManifestFile[],
): ManifestsLayer {
  const entries = files
    .map(({ path, content }) => ({
      path: packagePath(path),
      bytes: Buffer.from(content),
    }))
    .sort(byPath);
  refuseEqualPaths(entries);
  if (entries.length === 0) {
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message: 'There are no manifests to publish.',
    });
  }
  const tar = Buffer.concat([
    ...entries.flatMap(({ path, bytes }) => [
      tarHeader({ path, type: 'file', sizeBytes: bytes.length }),
      bytes,
      tarPadding(bytes.length),
    ]),
    TAR_END,
  ]);
  if (tar.length > MAX_BYTES) {
    throw new PackagingError({
      code: 'TOO_MANY_FILES',
      message: `The manifests are larger than ${MAX_BYTES} bytes: something that is no manifest is among them.`,
    });
  }
  // zlib's header carries no time; byte 9 names the system and would differ between machines
  const layer = gzipSync(tar, { level: 9 });
  layer[9] = 0xff;
  return { blob: blobOf(mediaType, layer), entries };
}
