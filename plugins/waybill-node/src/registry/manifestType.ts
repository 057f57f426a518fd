import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';

/** Types of content that say nothing of what it is: of proxies, and of stores that keep no types. */
const GENERIC_TYPES: readonly string[] = [
  'application/json',
  'application/octet-stream',
  'binary/octet-stream',
  'text/plain',
];
const INDEX_TYPES: readonly string[] = [
  MediaType.imageIndex,
  MediaType.dockerManifestList,
];
const IMAGE_TYPES: readonly string[] = [
  MediaType.imageManifest,
  MediaType.dockerManifest,
];

/**
 * The media type of a manifest, from its header and from what it says itself. One that is read as an image by some and
 * as an index by others is refused (CVE-2021-41190): they would not see the same thing under one digest.
 *
 * @throws RegistryError `INVALID_ANSWER`
 */
export function manifestTypeOf(
  bytes: Buffer,
  contentType: string | undefined,
  what: string,
): string {
  const manifest = parseObject(bytes, what);
  const header = specificType(contentType);
  const said =
    typeof manifest.mediaType === 'string' ? manifest.mediaType : undefined;
  if (said && header && said.toLowerCase() !== header)
    throw invalid(what, `comes as ${header} and says that it is ${said}`);
  const isIndex = Array.isArray(manifest.manifests);
  const inferred = isIndex ? MediaType.imageIndex : MediaType.imageManifest;
  const mediaType = said ?? header ?? inferred;
  if (
    (INDEX_TYPES.includes(mediaType) && 'layers' in manifest) ||
    (IMAGE_TYPES.includes(mediaType) && 'manifests' in manifest)
  )
    throw invalid(what, `is no ${mediaType}: it can be read as something else`);
  return mediaType;
}

/** @returns the media type of a header, unless it is one that says nothing */
export function specificType(
  contentType: string | undefined,
): string | undefined {
  const type = contentType?.split(';')[0].trim().toLowerCase();
  return type && !GENERIC_TYPES.includes(type) ? type : undefined;
}

function parseObject(
  bytes: Buffer,
  what: string,
): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid(what, 'is no JSON');
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Record<string, unknown>;
  throw invalid(what, 'is no JSON object');
}

function invalid(what: string, why: string): RegistryError {
  return new RegistryError({
    code: 'INVALID_ANSWER',
    message: `${what} ${why}. It was not used.`,
  });
}
