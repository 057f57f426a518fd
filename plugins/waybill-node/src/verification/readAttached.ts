import { createHash } from 'node:crypto';
import {
  InvalidReferenceError,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  type RegistryClient,
  type RepositoryName,
} from '../registry';
import { isRecord } from '../sigstore/strictJson';

/** Bundles and payloads are a few KiB; a bundle with an SBOM may be larger. */
const MAX_BYTES = 4 * 1024 * 1024;

/** One attached thing is of no use. Not the registry: that would say something of all of them. */
export class UnusableContentError extends Error {}

/** Where attached things are read from. */
export interface AttachedPlace {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly signal?: AbortSignal;
}

/**
 * Reads a small blob into memory; its digest has been verified when this returns.
 *
 * @throws UnusableContentError for one that is missing, too large or corrupt
 * @throws RegistryError where the registry is away
 */
export async function readSmallBlob(
  { client, repository, signal }: AttachedPlace,
  descriptor: Descriptor,
): Promise<Buffer> {
  checkSize(descriptor);
  const embedded = readEmbedded(descriptor);
  if (embedded) return embedded;
  const { size } = descriptor;
  return orUnusable(async () => {
    const stream = await client.fetchBlob(repository, descriptor, { signal });
    const chunks: Buffer[] = [];
    let received = 0;
    for await (const chunk of stream) {
      received += chunk.length;
      if (received > size)
        throw new UnusableContentError('it is longer than its descriptor says');
      chunks.push(chunk);
    }
    if (received < size)
      throw new UnusableContentError('it is shorter than its descriptor says');
    return Buffer.concat(chunks);
  });
}

/** What a descriptor holds of its content, where that is really it; where not, the blob is asked for. */
function readEmbedded({ data, digest, size }: Descriptor): Buffer | undefined {
  if (typeof data !== 'string' || data.length > 4 * Math.ceil(size / 3))
    return undefined;
  const bytes = Buffer.from(data, 'base64');
  const hex = createHash('sha256').update(bytes).digest('hex');
  return bytes.length === size && digest === `sha256:${hex}`
    ? bytes
    : undefined;
}

/** @throws UnusableContentError for what a descriptor says of its size and nobody would read */
export function checkSize({ size }: Descriptor): void {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new UnusableContentError('its descriptor has no size');
  if (size > MAX_BYTES)
    throw new UnusableContentError(`it is larger than ${MAX_BYTES} bytes`);
}

/**
 * Reads the manifest of something that is attached.
 *
 * @returns its layers
 * @throws UnusableContentError for one that is missing, too large, corrupt or no manifest with layers
 * @throws RegistryError where the registry is away
 */
export async function readLayers(
  { client, repository, signal }: AttachedPlace,
  tagOrDigest: string,
): Promise<Descriptor[]> {
  const { bytes } = await orUnusable(() =>
    client.fetchManifest(repository, tagOrDigest, { signal }),
  );
  return parseLayers(bytes);
}

function parseLayers(bytes: Buffer): Descriptor[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new UnusableContentError('its manifest is no JSON');
  }
  const layers: unknown =
    isRecord(manifest) && (manifest as Partial<Manifest>).layers;
  if (!Array.isArray(layers) || !layers.every(isDescriptor))
    throw new UnusableContentError('its manifest has no layers');
  return layers;
}

function isDescriptor(value: unknown): value is Descriptor {
  return (
    isRecord(value) &&
    typeof value.mediaType === 'string' &&
    typeof value.digest === 'string' &&
    typeof value.size === 'number' &&
    (value.annotations === undefined || isRecord(value.annotations))
  );
}

/** What these say is of the one thing that was asked for, and not of the registry. */
const UNUSABLE_CODES: ReadonlyMap<string, string> = new Map([
  ['NOT_FOUND', 'it is listed and not there'],
  ['DIGEST_MISMATCH', 'its bytes are not those of its digest'],
  ['MANIFEST_TOO_LARGE', 'its manifest is too large'],
  ['INVALID_ANSWER', 'the registry does not give it'],
  ['REFUSED', 'the registry refuses it'],
]);

async function orUnusable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InvalidReferenceError)
      throw new UnusableContentError('its descriptor has no digest');
    const why =
      error instanceof RegistryError && UNUSABLE_CODES.get(error.code);
    throw why ? new UnusableContentError(why) : error;
  }
}
