import {
  InvalidReferenceError,
  MediaType,
  isDigest,
  isTag,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { MANIFEST_MAX_BYTES, digestOfBytes } from './manifestBytes';
import { manifestTypeOf, specificType } from './manifestType';
import type { FetchedManifest, RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';

const ACCEPT = [
  MediaType.imageManifest,
  MediaType.imageIndex,
  MediaType.dockerManifest,
  MediaType.dockerManifestList,
].join(', ');

export async function fetchManifest(
  wire: RepositoryWire,
  tagOrDigest: string,
  { signal }: RequestOptions,
): Promise<FetchedManifest> {
  const what = `The manifest ${tagOrDigest} of ${wire.name}`;
  const { bytes, headers } = await wire.http.fetchBytes(
    {
      method: 'GET',
      target: targetOf(wire, tagOrDigest),
      scope: wire.pullScope,
      headers: { accept: ACCEPT },
      expect: [200],
      signal,
    },
    what,
  );
  const expected = isDigest(tagOrDigest)
    ? tagOrDigest
    : headers['docker-content-digest'];
  const digest = digestOfBytes(bytes, expected);
  if (expected && digest !== expected)
    throw mismatch(what, expected, `sent bytes of ${digest}`);
  const mediaType = manifestTypeOf(bytes, headers['content-type'], what);
  return { descriptor: { mediaType, digest, size: bytes.length }, bytes };
}

export async function resolveManifest(
  wire: RepositoryWire,
  tagOrDigest: string,
  { signal }: RequestOptions,
): Promise<Descriptor | undefined> {
  const { status, headers } = await wire.http.fetchHead({
    method: 'HEAD',
    target: targetOf(wire, tagOrDigest),
    scope: wire.pullScope,
    headers: { accept: ACCEPT },
    expect: [200, 404, 405],
    signal,
  });
  if (status === 404) return undefined;
  const digest = headers['docker-content-digest'];
  const size = Number(headers['content-length'] ?? 0);
  const mediaType = specificType(headers['content-type']);
  if (!isDigest(digest) || !Number.isSafeInteger(size) || !size || !mediaType) {
    // a registry that says too little is asked for the whole manifest
    return (await fetchManifest(wire, tagOrDigest, { signal })).descriptor;
  }
  if (isDigest(tagOrDigest) && digest !== tagOrDigest) {
    const what = `The manifest ${tagOrDigest} of ${wire.name}`;
    throw mismatch(what, tagOrDigest, `names ${digest}`);
  }
  return { mediaType, digest, size };
}

/** @returns its descriptor, and the subject that the registry has listed it under, where it says so */
export async function putManifest(
  wire: RepositoryWire,
  { bytes, mediaType }: { readonly mediaType: string; readonly bytes: Buffer },
  options: RequestOptions & { readonly tag?: string },
): Promise<{ descriptor: Descriptor; listedSubject?: string }> {
  if (bytes.length > MANIFEST_MAX_BYTES) {
    throw new RegistryError({
      code: 'MANIFEST_TOO_LARGE',
      message: `The manifest for ${wire.name} has ${bytes.length} bytes; registries take ${MANIFEST_MAX_BYTES}.`,
    });
  }
  const digest = digestOfBytes(bytes);
  const { headers } = await wire.http.fetchHead({
    method: 'PUT',
    target: targetOf(wire, options.tag ?? digest),
    scope: wire.pushScope,
    headers: {
      'content-type': mediaType,
      'content-length': String(bytes.length),
    },
    body: () => bytes,
    expect: [201],
    signal: options.signal,
  });
  const stored = headers['docker-content-digest'];
  if (isDigest(stored) && stored.startsWith('sha256:') && stored !== digest) {
    const what = `The manifest pushed to ${wire.name}`;
    throw mismatch(what, digest, `stored ${stored}`);
  }
  return {
    descriptor: { mediaType, digest, size: bytes.length },
    ...(headers['oci-subject']
      ? { listedSubject: headers['oci-subject'] }
      : {}),
  };
}

/** @returns what the manifest is attached to, where it is there and is attached to something */
export async function subjectOf(
  wire: RepositoryWire,
  digest: string,
  options: RequestOptions,
): Promise<string | undefined> {
  try {
    const { bytes } = await fetchManifest(wire, digest, options);
    const { subject }: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
    return isDigest(subject?.digest) ? subject.digest : undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    // what cannot be read can still be deleted
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

export async function deleteManifest(
  wire: RepositoryWire,
  digest: string,
  { signal }: RequestOptions,
): Promise<void> {
  await wire.http.fetchHead({
    method: 'DELETE',
    target: targetOf(wire, digest),
    scope: wire.deleteScope,
    expect: [200, 202, 204],
    signal,
  });
}

function targetOf(wire: RepositoryWire, tagOrDigest: string): string {
  const isName: boolean = isDigest(tagOrDigest) || isTag(tagOrDigest);
  if (!isName) {
    throw new InvalidReferenceError({
      code: tagOrDigest.includes(':') ? 'INVALID_DIGEST' : 'INVALID_TAG',
      text: tagOrDigest,
      what: 'a tag or digest',
      why: `nothing of that name can be in ${wire.name}`,
    });
  }
  return `${wire.base}/manifests/${tagOrDigest}`;
}

function mismatch(what: string, expected: string, got: string): RegistryError {
  return new RegistryError({
    code: 'DIGEST_MISMATCH',
    message: `${what} should be ${expected} and the registry ${got}: it was not used.`,
  });
}
