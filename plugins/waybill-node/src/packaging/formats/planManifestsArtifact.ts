import { createHash } from 'node:crypto';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import type { PackagePlan } from '../PackageLayout';
import { blobOf, sealManifest } from '../publish/sealManifest';
import {
  buildManifestsLayer,
  type ManifestFile,
  type ManifestsLayer,
} from './manifestsLayer';

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
  files: readonly ManifestFile[],
  options: { readonly annotations?: Readonly<Record<string, string>> } = {},
): PackagePlan {
  const layer = buildManifestsLayer(MediaType.imageLayerTarGzip, files);
  return {
    ...sealManifest({
      artifactType: ARTIFACT_TYPE,
      config: blobOf(MediaType.empty, Buffer.from('{}')),
      layers: [layer.blob.descriptor],
      annotations: options.annotations,
    }),
    ...contentsOf(layer),
  };
}

/** What a plan says of its one layer. */
export function contentsOf({
  blob,
  entries,
}: ManifestsLayer): Pick<PackagePlan, 'format' | 'layers' | 'files'> {
  return {
    format: 'artifact',
    layers: [blob],
    files: entries.map(({ path, bytes }) => ({
      path,
      sizeBytes: bytes.length,
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    })),
  };
}
