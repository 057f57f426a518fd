import {
  MediaType,
  type Descriptor,
  type Index,
  type Manifest,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';

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
  const isIndex =
    INDEX_TYPES.includes(descriptor.mediaType) && outer.manifests?.[0];
  const manifest: Partial<Manifest> = isIndex
    ? parse(
        (
          await client.fetchManifest(
            repository,
            outer.manifests![0].digest,
            options,
          )
        ).bytes,
      )
    : outer;
  const created =
    outer.annotations?.[CREATED] ?? manifest.annotations?.[CREATED];
  return {
    descriptor,
    format: formatOf(manifest),
    sizeBytes: [manifest.config, ...(manifest.layers ?? [])].reduce(
      (sum, part) => sum + sizeOf(part),
      0,
    ),
    ...(created && !Number.isNaN(Date.parse(created))
      ? { createdAt: new Date(created).toISOString() }
      : {}),
    annotations: outer.annotations ?? {},
  };
}

/** By artifact type or config type, as the formats' own tools tell them (KitOps 1.17, model-spec 0.0.7). */
function formatOf(manifest: Partial<Manifest>): PackageFormat {
  const types = [manifest.artifactType, manifest.config?.mediaType];
  if (
    types.includes(MediaType.kitopsManifest) ||
    types.includes(MediaType.kitopsConfig)
  )
    return 'modelkit';
  if (
    types.includes(MediaType.modelPackManifest) ||
    types.includes(MediaType.modelPackConfig)
  )
    return 'modelpack';
  const isImage =
    types.includes(MediaType.imageConfig) && !manifest.artifactType;
  return isImage ? 'modelcar' : 'artifact';
}

function parse(bytes: Buffer): Partial<Manifest & Index> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // a registry's rubbish is an artifact of which nothing is known
  }
}

function sizeOf(part: Descriptor | undefined): number {
  return typeof part?.size === 'number' && part.size > 0 ? part.size : 0;
}
