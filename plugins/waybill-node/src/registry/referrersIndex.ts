import {
  MediaType,
  isDigest,
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
 * Reads a list of referrers; entries that are no descriptors are left out.
 *
 * @returns `undefined` for what is no index, as where a proxy answers with a page of its own
 */
export function parseReferrers(
  bytes: Buffer,
  mediaType?: string,
): Descriptor[] | undefined {
  let index: Partial<Index> | null;
  try {
    index = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const isIndex =
    (index?.mediaType ?? mediaType?.split(';')[0].trim()) ===
    MediaType.imageIndex;
  if (!isIndex || !Array.isArray(index?.manifests)) return undefined;
  return index.manifests.filter(isDescriptor).map(withKnownMembers);
}

function isDescriptor(entry: Partial<Descriptor> | null): entry is Descriptor {
  return (
    isDigest(entry?.digest) &&
    typeof entry.mediaType === 'string' &&
    Number.isSafeInteger(entry.size) &&
    Number(entry.size) >= 0
  );
}

/** Type and annotations are what others decide by: they are texts, or are not there. */
function withKnownMembers(entry: Descriptor): Descriptor {
  const { artifactType, annotations, ...others } = entry;
  const isType = typeof artifactType === 'string';
  const areTexts =
    typeof annotations === 'object' &&
    annotations !== null &&
    !Array.isArray(annotations) &&
    Object.values(annotations).every(value => typeof value === 'string');
  return {
    ...others,
    ...(isType ? { artifactType } : {}),
    ...(areTexts ? { annotations } : {}),
  };
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
