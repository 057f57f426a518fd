import type { RepositoryWire } from './RepositoryWire';
import type { Upload } from './uploads';
import { digestTarget, locationOf, type UploadSession } from './uploadSession';

/** Held in memory, one at a time; small enough for the limits that proxies have by default on uploads. */
const CHUNK_BYTES = 8 * 1024 * 1024;
const CHUNK_MAX_BYTES = 128 * 1024 * 1024;

/** Sends a blob piece by piece (distribution-spec v1.1.1 "Pushing a blob in chunks") and ends the upload. */
export async function sendInChunks(
  wire: RepositoryWire,
  { descriptor, open, options }: Upload,
  first: UploadSession,
  scope: string,
): Promise<void> {
  const { onProgress, signal } = options;
  const chunkBytes = Math.min(
    CHUNK_MAX_BYTES,
    Math.max(CHUNK_BYTES, first.chunkMinBytes),
  );
  let session = first;
  for await (const chunk of cut(open(), chunkBytes)) {
    const end = session.offset + chunk.length;
    const answer = await wire.http.fetchHeadOnce({
      method: 'PATCH',
      target: session.location.href,
      scope,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(chunk.length),
        'content-range': `${session.offset}-${end - 1}`,
      },
      body: () => chunk,
      expect: [202],
      signal,
    });
    const location = locationOf(wire, answer, session.location);
    session = { ...session, location, offset: end };
    onProgress?.({
      digest: descriptor.digest,
      transferredBytes: end,
      totalBytes: descriptor.size,
    });
  }
  await wire.http.fetchHeadOnce({
    method: 'PUT',
    target: digestTarget(session, descriptor),
    scope,
    headers: { 'content-length': '0' },
    expect: [201],
    signal,
  });
}

async function* cut(
  source: AsyncIterable<Buffer>,
  chunkBytes: number,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    let rest = part;
    while (size + rest.length >= chunkBytes) {
      const taken = rest.subarray(0, chunkBytes - size);
      yield Buffer.concat([...parts, taken]);
      rest = rest.subarray(taken.length);
      parts = [];
      size = 0;
    }
    if (rest.length > 0) parts.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(parts);
}
