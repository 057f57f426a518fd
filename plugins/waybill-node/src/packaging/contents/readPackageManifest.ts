import {
  MediaType,
  formatRepository,
  isDigest,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
} from '../../registry';
import { PackagingError } from '../PackagingError';

/** A manifest may be 4 MiB; more layers than this fit only where they hold nothing. */
const MAX_LAYERS = 10_000;
/** An index of indexes is allowed by OCI, and written by nobody deeper than this. */
const MAX_DEPTH = 3;

const sizeSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const annotationsSchema = z.record(z.string(), z.string()).nullish();
const descriptorSchema = z
  .object({
    mediaType: z.string(),
    digest: z.string().refine(isDigest, 'is no digest'),
    size: sizeSchema,
    artifactType: z.string().optional(),
    annotations: annotationsSchema.transform(value => value ?? undefined),
    platform: z.object({ architecture: z.string(), os: z.string() }).optional(),
  })
  .transform(value => value as Descriptor);
const manifestSchema = z.object({
  schemaVersion: z.literal(2).default(2),
  mediaType: z.string().default(MediaType.imageManifest),
  artifactType: z.string().optional(),
  config: descriptorSchema,
  layers: z.array(descriptorSchema).max(MAX_LAYERS),
  subject: descriptorSchema.nullish().transform(value => value ?? undefined),
  annotations: annotationsSchema.transform(value => value ?? undefined),
});
const indexSchema = z.object({
  manifests: z.array(descriptorSchema).min(1).max(MAX_LAYERS),
});

/** A manifest whose shape was checked. */
export interface ReadManifest {
  /** Of what was asked for; of an index where it is one. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

/**
 * Reads the manifest of a package, through an index where it is one: for `linux/amd64` where the index tells platforms,
 * else the first.
 *
 * @throws PackagingError `PACKAGE_NOT_VALID`; RegistryError; InvalidReferenceError
 */
export async function readPackageManifest(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  options: { readonly signal?: AbortSignal },
): Promise<ReadManifest> {
  const visited = new Set<string>();
  let wanted = tagOrDigest;
  let first: Descriptor | undefined;
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const found = await client.fetchManifest(repository, wanted, options);
    const { descriptor } = found;
    first ??= descriptor;
    const name = `${formatRepository(repository)}@${descriptor.digest}`;
    const value = parseJson(found, name);
    if (!isIndex(descriptor, value))
      return {
        descriptor: first,
        manifest: parse(manifestSchema, value, name),
      };
    if (visited.has(descriptor.digest))
      throw notValid(name, 'it is an index that leads back to itself');
    visited.add(descriptor.digest);
    wanted = chooseFrom(parse(indexSchema, value, name).manifests).digest;
  }
  throw notValid(
    `${formatRepository(repository)}@${first?.digest}`,
    `it is an index of indexes, more than ${MAX_DEPTH} deep`,
  );
}

/** @param name - `registry.test/models/iris@sha256:…` */
export function notValid(
  name: string,
  why: string,
  cause?: unknown,
): PackagingError {
  return new PackagingError({
    code: 'PACKAGE_NOT_VALID',
    cause,
    message: `${name} is no package that can be read: ${why}. Check with which tool it was pushed.`,
  });
}

function isIndex(descriptor: Descriptor, value: unknown): boolean {
  const { mediaType, manifests, config } = (value ?? {}) as Record<
    string,
    unknown
  >;
  return [descriptor.mediaType, mediaType].some(
    type =>
      type === MediaType.imageIndex || type === MediaType.dockerManifestList,
  )
    ? true
    : Array.isArray(manifests) && config === undefined;
}

function chooseFrom(manifests: readonly Descriptor[]): Descriptor {
  const forLinux = manifests.find(
    ({ platform }) =>
      platform?.os === 'linux' && platform.architecture === 'amd64',
  );
  // build tools list their attestations beside the images, for a platform that is none
  const forAny = manifests.find(({ platform }) => platform?.os !== 'unknown');
  return forLinux ?? forAny ?? manifests[0];
}

function parseJson({ bytes }: FetchedManifest, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw notValid(name, 'its manifest is no JSON', cause);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue.path.join('.') || 'all of it';
  throw notValid(
    name,
    `its manifest is not as it should be at '${where}' (${issue.message})`,
    result.error,
  );
}
