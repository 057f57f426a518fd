import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { writeEmpty, type RegistryRequest } from './context';
import { RegistryError } from './errors';
import { parseDigest, parseName } from './names';

/** end-2: GET and HEAD `/v2/<name>/blobs/<digest>`, whole or a range. */
export async function getBlob(context: RegistryRequest): Promise<void> {
  const { request, response, storage } = context;
  const { name, digest, sizeBytes } = await findBlob(context);
  const etag = `"${digest.text}"`;
  const headers = {
    'Docker-Content-Digest': digest.text,
    ETag: etag,
    'Cache-Control': 'max-age=31536000',
  };
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    writeEmpty(response, 304, headers);
    return;
  }
  const ifRange = request.headers['if-range'];
  const isRanged = ifRange === undefined || ifRange === etag;
  const range = isRanged
    ? parseRange(request.headers.range, sizeBytes)
    : undefined;
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${sizeBytes}` }),
  });
  if (request.method === 'HEAD' || sizeBytes === 0) {
    response.end();
    return;
  }
  await pipeline(
    createReadStream(storage.blobFile(name, digest), { start, end }),
    response,
  );
}

/** end-10: DELETE `/v2/<name>/blobs/<digest>`. */
export async function deleteBlob(context: RegistryRequest): Promise<void> {
  const { name, digest } = await findBlob(context);
  await context.storage.removeBlob(name, digest);
  writeEmpty(context.response, 202);
}

async function findBlob({ parameters, storage }: RegistryRequest) {
  const name = parseName(parameters[0]);
  const digest = parseDigest(parameters[1]);
  const sizeBytes = await storage.statBlob(name, digest);
  if (sizeBytes === undefined) {
    throw new RegistryError({
      code: 'BLOB_UNKNOWN',
      message: 'blob unknown to registry',
      detail: { digest: digest.text },
    });
  }
  return { name, digest, sizeBytes };
}

export function matchesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? '')
    .split(',')
    .some(value => value.trim().replace(/^W\//, '') === etag);
}

/**
 * RFC 9110 §14 for one range of bytes. Several ranges are answered with the whole blob, which it allows.
 *
 * @throws RegistryError RANGE_INVALID with the size in `Content-Range`
 */
function parseRange(header: string | undefined, sizeBytes: number) {
  if (header === undefined || sizeBytes === 0 || header.includes(','))
    return undefined;
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const [first, last] = match ? [match[1], match[2]] : ['', ''];
  const start =
    first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end =
    first === '' || last === ''
      ? sizeBytes - 1
      : Math.min(Number(last), sizeBytes - 1);
  if (start > end || (first === '' && last === '')) {
    throw new RegistryError(
      {
        code: 'RANGE_INVALID',
        message: `no such range in a blob of ${sizeBytes} bytes`,
      },
      { headers: { 'Content-Range': `bytes */${sizeBytes}` } },
    );
  }
  return { start, end };
}
