import {
  MediaType,
  type Descriptor,
  type Index,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';

/** The descriptor under which a manifest is listed as referrer (distribution-spec v1.1.1, "Listing Referrers"). */
export function describeReferrer(
  descriptor: Descriptor,
  manifest: Partial<Manifest>,
): Descriptor {
  const artifactType = manifest.artifactType ?? manifest.config?.mediaType;
  return {
    mediaType: descriptor.mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    ...(artifactType ? { artifactType } : {}),
    ...(manifest.annotations ? { annotations: manifest.annotations } : {}),
  };
}

/**
 * Reads a list of referrers; whatever is no index (some registries answer the fallback tag with the subject itself)
 * lists nothing, and entries that are no descriptors are left out.
 */
export function parseReferrers(
  bytes: Buffer,
  mediaType?: string,
): Descriptor[] {
  let index: Partial<Index>;
  try {
    index = JSON.parse(bytes.toString('utf8'));
  } catch {
    return [];
  }
  const isIndex =
    (index?.mediaType ?? mediaType?.split(';')[0]) === MediaType.imageIndex;
  if (!isIndex || !Array.isArray(index.manifests)) return [];
  return index.manifests.filter(
    entry =>
      typeof entry?.digest === 'string' &&
      typeof entry.mediaType === 'string' &&
      typeof entry.size === 'number',
  );
}

/** An index that lists the referrers, in their order. */
export function buildReferrersIndex(manifests: readonly Descriptor[]): Buffer {
  const index: Index = {
    schemaVersion: 2,
    mediaType: MediaType.imageIndex,
    manifests,
  };
  return Buffer.from(JSON.stringify(index));
}
