import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import type { PackagePlan } from '../PackageLayout';
import { blobOf, sealManifest } from '../publish/sealManifest';
import { PackagingError } from '../PackagingError';
import { byPath, packagePath, refuseEqualPaths } from '../sources/packagePath';
import { TAR_END, tarHeader, tarPadding } from '../tar/tarHeader';

/** Manifests are text; this is more than any team writes. */
const MAX_BYTES = 16 * 1024 * 1024;
const ARTIFACT_TYPE = 'application/vnd.waybill.manifests.v1';

/**
 * Plans an OCI artifact of Kubernetes manifests: one `tar+gzip` layer, which both Flux (the first layer, any type) and
 * Argo CD (its default list of layer types, exactly one) accept. Reproducible for one version of zlib.
 *
 * @param files - paths are relative and `/`-separated
 * @throws PackagingError `EMPTY_FOLDER`, `PATH_NOT_ALLOWED`, `TOO_MANY_FILES`
 * @public
 */
export function planManifestsArtifact(
  files: readonly { readonly path: string; readonly content: string }[],
  options: { readonly annotations?: Readonly<Record<string, string>> } = {},
): PackagePlan {
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
  const layers = [blobOf(MediaType.imageLayerTarGzip, layer)];
  return {
    ...sealManifest({
      artifactType: ARTIFACT_TYPE,
      config: blobOf(MediaType.empty, Buffer.from('{}')),
      layers: layers.map(({ descriptor }) => descriptor),
      annotations: options.annotations,
    }),
    format: 'artifact',
    layers,
    files: entries.map(({ path, bytes }) => ({
      path,
      sizeBytes: bytes.length,
      digest: digestOf(bytes),
    })),
  };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
