import { Readable } from 'node:stream';
import {
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { BlobDownload } from './BlobDownload';
import { BlobStream } from './BlobStream';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';
import { BlobVerifier } from './verifyingStream';

/** A registry that sends all of a blob for a part of it is read so far; behind that its reader had better read it all. */
const RANGE_MAX_SURPLUS_BYTES = 16 * 1024 * 1024;

/** @param wires - the places where the blob may be, in the order to be asked */
export async function fetchBlob(
  wires: readonly RepositoryWire[],
  descriptor: Descriptor,
  options: RequestOptions & {
    readonly range?: { readonly start: number; readonly end?: number };
  },
): Promise<Readable> {
  const { range, signal } = options;
  signal?.throwIfAborted();
  validateDigest(descriptor.digest);
  const last = descriptor.size - 1;
  const wanted = {
    start: range?.start ?? 0,
    end: Math.min(range?.end ?? last, last),
  };
  if (range && wanted.start > wanted.end) return Readable.from([]);
  const leaving = new AbortController();
  const download = new BlobDownload(
    wires,
    descriptor,
    wanted,
    AbortSignal.any(signal ? [signal, leaving.signal] : [leaving.signal]),
  );
  await download.open(range ? RANGE_MAX_SURPLUS_BYTES : undefined);
  const what = `Blob ${descriptor.digest} of ${wires[wires.length - 1].name}`;
  const sizeBytes = wanted.end - wanted.start + 1;
  const verifier =
    sizeBytes === descriptor.size
      ? new BlobVerifier(descriptor, what)
      : undefined;
  return new BlobStream(
    { download, verifier, sizeBytes, what },
    leaving,
    signal,
  );
}

export async function hasBlob(
  wire: RepositoryWire,
  digest: string,
  { signal }: RequestOptions,
): Promise<boolean> {
  const { status } = await wire.http.fetchHead({
    method: 'HEAD',
    target: `${wire.base}/blobs/${validateDigest(digest)}`,
    scope: wire.pullScope,
    expect: [200, 404],
    signal,
  });
  return status === 200;
}
