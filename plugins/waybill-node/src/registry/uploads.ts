import { Transform, type Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import type { RegistryHttp } from './RegistryHttp';
import type {
  RepositoryName,
  RequestOptions,
  TransferProgress,
} from './RegistryClient';

/** What an upload needs to know. */
export interface Upload {
  readonly repository: RepositoryName;
  readonly scope: string;
  readonly descriptor: Descriptor;
  readonly open: () => Readable;
  readonly options: RequestOptions & {
    readonly mountFrom?: string;
    readonly onProgress?: (progress: TransferProgress) => void;
  };
}

/**
 * Sends a blob in one request after opening a session (distribution-spec v1.1.1 "POST then PUT"), which every registry
 * takes. What breaks on the way is begun anew with a new session and a new stream.
 */
export function uploadBlob(http: RegistryHttp, upload: Upload): Promise<void> {
  return http.retry(upload.options.signal, async () => {
    const location = await openSession(http, upload);
    if (location) await sendBlob(http, upload, location);
  });
}

/** @returns where to send the bytes, or `undefined` where the registry mounted the blob from another repository */
async function openSession(
  http: RegistryHttp,
  { repository, scope, descriptor, options }: Upload,
): Promise<string | undefined> {
  const mount = options.mountFrom
    ? `?mount=${encodeURIComponent(
        descriptor.digest,
      )}&from=${encodeURIComponent(options.mountFrom)}`
    : '';
  const answer = await http.sendOnceAuthorized({
    method: 'POST',
    target: `/v2/${repository.path}/blobs/uploads/${mount}`,
    scope,
    headers: { 'content-length': '0' },
    expect: [201, 202],
    signal: options.signal,
  });
  await answer.body.dump();
  if (answer.status === 201 && mount) return undefined;
  const { location } = answer.headers;
  if (!location) {
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message: `The registry ${repository.host} opened an upload in ${repository.path} without saying where (no Location).`,
    });
  }
  return location;
}

async function sendBlob(
  http: RegistryHttp,
  { scope, descriptor, open, options }: Upload,
  location: string,
): Promise<void> {
  const separator = location.includes('?') ? '&' : '?';
  let failure: Error | undefined;
  try {
    const answer = await http.sendOnceAuthorized({
      method: 'PUT',
      target: `${location}${separator}digest=${encodeURIComponent(
        descriptor.digest,
      )}`,
      scope,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(descriptor.size),
      },
      body: () => {
        const source = open();
        source.once('error', error => {
          failure = error;
        });
        return countBytes(source, descriptor, options.onProgress);
      },
      expect: [201],
      signal: options.signal,
    });
    await answer.body.dump();
  } catch (error) {
    // a source that failed breaks the request; what broke it is the thing to tell
    throw failure ?? error;
  }
}

function countBytes(
  source: Readable,
  descriptor: Descriptor,
  onProgress: ((progress: TransferProgress) => void) | undefined,
): Readable {
  let transferredBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      transferredBytes += chunk.length;
      onProgress?.({
        digest: descriptor.digest,
        transferredBytes,
        totalBytes: descriptor.size,
      });
      done(null, chunk);
    },
  });
  source.on('error', error => counter.destroy(error));
  counter.on('close', () => source.destroy());
  return source.pipe(counter);
}
