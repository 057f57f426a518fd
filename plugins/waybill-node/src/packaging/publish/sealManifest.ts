import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type { PlannedBlob, SealedPackage } from '../PackageLayout';

/** Makes the manifest of a package. The order of fields is part of the digest. */
export function sealManifest(parts: {
  readonly config: PlannedBlob;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}): SealedPackage {
  const { config, layers, annotations, artifactType } = parts;
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    ...(artifactType ? { artifactType } : {}),
    config: config.descriptor,
    layers,
    ...(annotations
      ? {
          annotations: Object.fromEntries(
            Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)),
          ),
        }
      : {}),
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    config,
    manifest,
    manifestBytes,
    descriptor: describeBytes(MediaType.imageManifest, manifestBytes),
  };
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
