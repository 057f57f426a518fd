import {
  MediaType,
  isDigest,
  packageFormatOf,
  type Descriptor,
  type Index,
  type Manifest,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';

/** What a manifest says of a package, without its layers. @public */
export interface PackageSummary {
  readonly descriptor: Descriptor;
  readonly format: PackageFormat;
  /** Config and layers in bytes; of the first image where it is an index. */
  readonly sizeBytes: number;
  /** ISO 8601, where the manifest says so. */
  readonly createdAt?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

const CREATED = 'org.opencontainers.image.created';
const INDEX_TYPES: readonly string[] = [
  MediaType.imageIndex,
  MediaType.dockerManifestList,
];

/**
 * Reads a manifest and tells what kind of package it is.
 *
 * @throws RegistryError
 * @public
 */
export async function inspectPackage(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PackageSummary> {
  const { descriptor, bytes } = await client.fetchManifest(
    repository,
    tagOrDigest,
    options,
  );
  const outer: Partial<Manifest & Index> = parse(bytes);
  const first =
    INDEX_TYPES.includes(descriptor.mediaType) && Array.isArray(outer.manifests)
      ? outer.manifests[0]?.digest
      : undefined;
  const manifest: Partial<Manifest> = isDigest(first)
    ? parse((await client.fetchManifest(repository, first, options)).bytes)
    : outer;
  const annotations = textsOf(outer.annotations);
  const created =
    annotations[CREATED] ?? textsOf(manifest.annotations)[CREATED];
  return {
    descriptor,
    format: packageFormatOf(manifest),
    sizeBytes: [manifest.config, ...listOf(manifest.layers)].reduce(
      (sum, part) => sum + sizeOf(part),
      0,
    ),
    ...(created && !Number.isNaN(Date.parse(created))
      ? { createdAt: new Date(created).toISOString() }
      : {}),
    annotations,
  };
}

function parse(bytes: Buffer): Partial<Manifest & Index> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // a registry's rubbish is an artifact of which nothing is known
  }
}

function listOf(value: unknown): readonly Partial<Descriptor>[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function sizeOf(part: Partial<Descriptor> | null | undefined): number {
  const size = part?.size;
  return Number.isSafeInteger(size) && size! > 0 ? size! : 0;
}
