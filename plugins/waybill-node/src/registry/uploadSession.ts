import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import type { AnswerHead } from './RegistryHttp';
import type { RepositoryWire } from './RepositoryWire';

/** An upload that the registry has opened (distribution-spec v1.1.1, "Pushing a blob"). */
export interface UploadSession {
  /** Where to send the next bytes; changes with every answer. */
  readonly location: URL;
  /** How many bytes the registry has. */
  readonly offset: number;
  /** Fewer bytes than this the registry takes as last chunk only. */
  readonly chunkMinBytes: number;
}

/** What every request of one upload needs. */
export interface SessionOptions {
  readonly scope: string;
  /** A blob that another repository of the registry may have. */
  readonly mount?: { readonly digest: string; readonly from: string };
  readonly signal?: AbortSignal;
}

/** @returns `undefined` where the registry mounted the blob from another repository instead */
export async function openSession(
  wire: RepositoryWire,
  { scope, mount, signal }: SessionOptions,
): Promise<UploadSession | undefined> {
  const query = mount
    ? `?${new URLSearchParams({ mount: mount.digest, from: mount.from })}`
    : '';
  const target = `${wire.base}/blobs/uploads/${query}`;
  const answer = await wire.http.fetchHeadOnce({
    method: 'POST',
    target,
    scope,
    headers: { 'content-length': '0' },
    expect: mount ? [201, 202] : [202],
    signal,
  });
  if (answer.status === 201) return undefined;
  return {
    location: locationOf(wire, answer, new URL(target, wire.http.origin)),
    offset: 0,
    chunkMinBytes: Number(answer.headers['oci-chunk-min-length']) || 0,
  };
}

/**
 * Asks how far a broken upload came.
 *
 * @returns `undefined` where the registry kept nothing of it, or will not say
 */
export async function resumeSession(
  wire: RepositoryWire,
  session: UploadSession,
  { scope, signal }: SessionOptions,
): Promise<UploadSession | undefined> {
  try {
    const answer = await wire.http.fetchHeadOnce({
      method: 'GET',
      target: session.location.href,
      scope,
      expect: [204],
      signal,
    });
    const end = Number(/^0-(\d{1,15})$/.exec(answer.headers.range ?? '')?.[1]);
    // `0-0` is one byte or none: registries do not agree
    return end > 0
      ? {
          ...session,
          location: locationOf(wire, answer, session.location),
          offset: end + 1,
        }
      : undefined;
  } catch (error) {
    // who cannot be asked cannot go on; if it is down, opening another session says so
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/** Ends an upload: the registry checks the digest, and has the blob. */
export function digestTarget(
  { location }: UploadSession,
  { digest }: Descriptor,
): string {
  const separator = location.search ? '&' : '?';
  return `${location.href}${separator}digest=${encodeURIComponent(digest)}`;
}

export function locationOf(
  wire: RepositoryWire,
  { headers: { location } }: AnswerHead,
  base: URL,
): URL {
  if (!location || !URL.canParse(location, base)) {
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message: `The registry ${wire.repository.host} takes an upload to ${wire.repository.path} without saying where it goes on (no Location).`,
    });
  }
  const url = new URL(location, base);
  url.hash = '';
  return url;
}
