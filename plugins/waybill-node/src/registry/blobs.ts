import { pipeline, Transform, type Readable } from 'node:stream';
import { isError } from '@backstage/errors';
import {
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { unreachableError } from './errors';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';
import { VerifyingStream } from './verifyingStream';

export async function fetchBlob(
  wire: RepositoryWire,
  descriptor: Descriptor,
  options: RequestOptions & {
    readonly range?: { readonly start: number; readonly end?: number };
  },
): Promise<Readable> {
  const { range, signal } = options;
  const target = `${wire.base}/blobs/${validateDigest(descriptor.digest)}`;
  const answer = await wire.http.send({
    method: 'GET',
    target,
    scope: wire.pullScope,
    headers: range
      ? { range: `bytes=${range.start}-${range.end ?? ''}` }
      : undefined,
    expect: range ? [206] : [200],
    signal,
  });
  const passing = range
    ? new Transform({
        transform: (chunk, _encoding, done) => done(null, chunk),
      })
    : new VerifyingStream(
        descriptor,
        `Blob ${descriptor.digest} of ${wire.name}`,
      );
  answer.body.once('error', cause => {
    passing.destroy(
      signal?.aborted
        ? asError(signal.reason)
        : unreachableError({
            method: 'GET',
            url: new URL(target, wire.http.origin),
            host: wire.repository.host,
            cause,
          }),
    );
  });
  // the reader of `passing` hears of every failure
  pipeline(answer.body, passing, () => {});
  return passing;
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

function asError(reason: unknown): Error {
  return isError(reason) ? reason : new Error(String(reason));
}
