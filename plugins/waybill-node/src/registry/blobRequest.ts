import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  unreachableError,
  withoutQuery,
  type RegistryErrorCode,
} from './errors';
import type { ApiAnswer } from './RegistryHttp';
import type { RepositoryWire } from './RepositoryWire';

/** Bytes from `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An answer with a part of a blob. */
export interface BlobAnswer {
  readonly body: ApiAnswer['body'];
  /** How many bytes before the wanted ones it begins with. */
  readonly surplusBytes: number;
  readonly wire: RepositoryWire;
  readonly url: URL;
}

/** Asks for a part of a blob, or for all of it without saying so: not every registry knows ranges. */
export async function requestBlob(
  wire: RepositoryWire,
  { digest, size }: Descriptor,
  range: ByteRange,
  options: {
    readonly maxSurplusBytes: number;
    readonly isLent: boolean;
    readonly signal: AbortSignal;
  },
): Promise<BlobAnswer> {
  const { start, end } = range;
  const { maxSurplusBytes, isLent, signal } = options;
  const isWhole = start === 0 && end >= size - 1;
  const target = `${wire.base}/blobs/${digest}`;
  const { status, headers, body } = await wire.http.send({
    method: 'GET',
    target,
    scope: wire.pullScope,
    headers: isWhole ? undefined : { range: `bytes=${start}-${end}` },
    expect: isWhole ? [200] : [200, 206],
    lentBytes: isLent ? end - start + 1 : undefined,
    signal,
  });
  const url = new URL(target, wire.http.origin);
  // it may break before anybody reads it; who reads it hears of that
  body.on('error', () => {});
  const surplusBytes = status === 206 ? 0 : start;
  const sent = headers['content-range'];
  if (status === 206 && !isRange(sent, range, size)) {
    body.destroy();
    throw wrongPart('INVALID_ANSWER', wire, url, {
      status,
      digest,
      range,
      sent: sent?.slice(0, 80) ?? 'no Content-Range',
    });
  }
  if (surplusBytes > maxSurplusBytes) {
    body.destroy();
    const part = { status, digest, range, sent: 'all of it' };
    throw wrongPart('UNSUPPORTED', wire, url, part);
  }
  return { body, surplusBytes, wire, url };
}

function isRange(
  contentRange: string | undefined,
  { start, end }: ByteRange,
  size: number,
): boolean {
  const [, from, to, of] =
    /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(contentRange ?? '') ??
    [];
  return (
    Number(from) === start &&
    Number(to) === end &&
    (of === '*' || Number(of) === size)
  );
}

function wrongPart(
  code: RegistryErrorCode,
  wire: RepositoryWire,
  url: URL,
  part: {
    readonly status: number;
    readonly digest: string;
    readonly range: ByteRange;
    readonly sent: string;
  },
): RegistryError {
  const { status, digest, range, sent } = part;
  return new RegistryError({
    code,
    method: 'GET',
    url: withoutQuery(url),
    status,
    message: `The registry ${wire.repository.host} was asked for the bytes ${range.start}-${range.end} of ${digest} in ${wire.name} and sent others (${sent}): they were not used.`,
  });
}

/** What broke off. */
export function brokenOff({ wire, url }: BlobAnswer, cause: unknown) {
  const { host } = wire.repository;
  return unreachableError({ method: 'GET', url, host, cause });
}
