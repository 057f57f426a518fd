import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Index,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PlannedBlob,
  Platform,
  SealedManifest,
  SealedPackage,
} from '../PackageLayout';

/** Makes the manifest of a package. The order of fields is part of the digest. */
export function sealManifest(parts: {
  readonly config: PlannedBlob;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}): SealedManifest {
  const { config, layers, annotations, artifactType } = parts;
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    ...(artifactType ? { artifactType } : {}),
    config: config.descriptor,
    layers,
    ...(annotations ? { annotations: sorted(annotations) } : {}),
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    config,
    manifest,
    manifestBytes,
    descriptor: describeBytes(MediaType.imageManifest, manifestBytes),
  };
}

/** Makes an index of the images for several platforms. */
export function sealIndex(
  images: readonly (SealedManifest & { readonly platform: Platform })[],
  annotations?: Readonly<Record<string, string>>,
): SealedPackage {
  const index: Index = {
    schemaVersion: 2,
    mediaType: MediaType.imageIndex,
    manifests: images.map(({ descriptor, platform: { architecture, os } }) => ({
      ...descriptor,
      platform: { architecture, os },
    })),
    ...(annotations ? { annotations: sorted(annotations) } : {}),
  };
  const bytes = Buffer.from(JSON.stringify(index));
  return {
    ...images[0],
    descriptor: describeBytes(MediaType.imageIndex, bytes),
    index: { images, bytes },
  };
}

function sorted(
  annotations: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A blob that is small and known already. */
export function blobOf(mediaType: string, bytes: Buffer): PlannedBlob {
  return {
    descriptor: describeBytes(mediaType, bytes),
    open: () => Readable.from([bytes]),
  };
}

function describeBytes(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    size: bytes.length,
  };
}
