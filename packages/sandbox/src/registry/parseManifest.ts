import { RegistryError } from './errors';
import { digestOrUndefined, type Digest } from './names';

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const EMPTY_INDEX = { schemaVersion: 2, mediaType: OCI_INDEX } as const;

// Their bytes may stay outside of registries (image-spec v1.1.1 layer.md, docker's foreign layers).
const NOT_DISTRIBUTABLE =
  /^application\/vnd\.(?:oci\.image\.layer\.nondistributable\.|docker\.image\.rootfs\.foreign\.)/;

/** What a manifest points to. */
export interface ManifestReferences {
  /** config and layers */
  readonly blobs: readonly unknown[];
  /** an index's children */
  readonly manifests: readonly unknown[];
}

/** A manifest as far as a registry looks into it. */
export interface ParsedManifest extends ManifestReferences {
  readonly mediaType: string;
  readonly subject?: Digest;
  /** as the referrers API tells it: `artifactType`, else the config's media type (distribution-spec v1.1.1) */
  readonly artifactType?: string;
  readonly annotations?: Record<string, string>;
}

type Json = Record<string, unknown>;

/** Reads a pushed manifest. @throws RegistryError MANIFEST_INVALID */
export function parseManifest(
  contentType: string | undefined,
  bytes: Buffer,
): ParsedManifest {
  const mediaType = (contentType ?? '').split(';')[0].trim().toLowerCase();
  const isIndex = mediaType === OCI_INDEX || mediaType === DOCKER_LIST;
  if (!isIndex && mediaType !== OCI_MANIFEST && mediaType !== DOCKER_MANIFEST) {
    throw invalid(
      `Content-Type '${mediaType.slice(
        0,
        128,
      )}' is no manifest or index of OCI or Docker`,
    );
  }
  const body = parseObject(bytes);
  const isDocker = mediaType === DOCKER_MANIFEST || mediaType === DOCKER_LIST;
  if (
    body.mediaType !== mediaType &&
    (isDocker || body.mediaType !== undefined)
  ) {
    throw invalid('mediaType and Content-Type are not the same');
  }
  if (body.schemaVersion !== 2) throw invalid('schemaVersion is not 2');
  if (isIndex && (body.config !== undefined || body.layers !== undefined)) {
    throw invalid('an index has neither config nor layers');
  }
  if (!isIndex && body.manifests !== undefined)
    throw invalid('an image manifest has no manifests');
  return {
    mediaType,
    ...(isIndex
      ? { blobs: [], manifests: listOf(body.manifests, 'manifests') }
      : { blobs: blobsOf(body), manifests: [] }),
    subject: subjectOf(body),
    artifactType: artifactTypeOf(body),
    annotations: annotationsOf(body),
  };
}

/** The referrers API's answer (distribution-spec v1.1.1, "Listing Referrers"). */
export function referrersIndex(manifests: readonly unknown[]): Json {
  return { ...EMPTY_INDEX, manifests };
}

function invalid(message: string): RegistryError {
  return new RegistryError({
    code: 'MANIFEST_INVALID',
    message: `manifest invalid: ${message}`,
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(bytes: Buffer): Json {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid('the body is not JSON');
  }
  if (!isObject(value)) throw invalid('the body is not a JSON object');
  return value;
}

function listOf(value: unknown, field: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${field} is not a list`);
  return value;
}

function blobsOf(body: Json): unknown[] {
  const layers = listOf(body.layers, 'layers').filter(
    layer => !isKeptElsewhere(layer),
  );
  return [body.config, ...layers];
}

function isKeptElsewhere(layer: unknown): boolean {
  if (!isObject(layer) || typeof layer.mediaType !== 'string') return false;
  return (
    NOT_DISTRIBUTABLE.test(layer.mediaType) &&
    Array.isArray(layer.urls) &&
    layer.urls.length > 0
  );
}

function subjectOf(body: Json): Digest | undefined {
  if (body.subject === undefined || body.subject === null) return undefined;
  const digest = isObject(body.subject)
    ? digestOrUndefined(body.subject.digest)
    : undefined;
  if (!digest) throw invalid('the subject has no valid digest');
  return digest;
}

function artifactTypeOf(body: Json): string | undefined {
  if (typeof body.artifactType === 'string' && body.artifactType)
    return body.artifactType;
  const mediaType = isObject(body.config) ? body.config.mediaType : undefined;
  return typeof mediaType === 'string' ? mediaType : undefined;
}

function annotationsOf(body: Json): Record<string, string> | undefined {
  if (body.annotations === undefined || body.annotations === null)
    return undefined;
  const isMap =
    isObject(body.annotations) &&
    Object.values(body.annotations).every(v => typeof v === 'string');
  if (!isMap) throw invalid('annotations is not a map of strings');
  return body.annotations as Record<string, string>;
}

/** The digest of a descriptor inside a manifest. */
export function descriptorDigest(descriptor: unknown): Digest | undefined {
  return isObject(descriptor)
    ? digestOrUndefined(descriptor.digest)
    : undefined;
}

/**
 * Whether the client can read a manifest of this type. As the distribution registry: an OCI type is not given to a
 * client that lists other types only; unlike it, no `Accept` at all or a wildcard means that anything will do.
 */
export function isAccepted(
  mediaType: string,
  accept: string | undefined,
): boolean {
  if (!accept || (mediaType !== OCI_MANIFEST && mediaType !== OCI_INDEX))
    return true;
  const types = accept
    .split(',')
    .map(type => type.split(';')[0].trim().toLowerCase());
  return types.some(
    type => type === mediaType || type === '*/*' || type === 'application/*',
  );
}
