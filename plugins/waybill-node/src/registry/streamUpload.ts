import { Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { streamOf, type ByteReader } from './ByteReader';
import { RegistryError } from './errors';
import { HashedPass, hashReader } from './hashing/hashReader';
import type { RequestOptions, TransferProgress } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';
import {
  OUT_OF_ORDER,
  STATUS_LOOKS,
  THINKING_TIME_MS,
  uploadBlob,
} from './uploads';
import {
  digestTarget,
  locationOf,
  openSession,
  resumeSession,
  type UploadSession,
} from './uploadSession';

/** Bytes to be sent whose digest nobody knows yet. */
export interface StreamUpload {
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** The bytes from the start. */
  readonly open: () => ByteReader;
  readonly options: RequestOptions & {
    readonly onProgress?: (progress: TransferProgress) => void;
  };
}

/** What a registry answers that takes no stream, or what stands before one: it gets the blob in one known piece. */
const TAKES_NO_STREAM: readonly number[] = [400, 404, 405, 411, 413, 416, 501];

/** The bytes as a request takes them, and their digest once they are through. */
class HashedBody {
  /** Why the source could not be read; what the request says of it is only that it broke. */
  failure: unknown;
  private readonly pass: HashedPass;

  constructor(
    private readonly upload: StreamUpload,
    private readonly offset: number,
  ) {
    const { open, sizeBytes, options } = upload;
    const { signal } = options;
    this.pass = new HashedPass(this.watch(open()), { sizeBytes, signal });
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const { sizeBytes, options } = this.upload;
    let position = 0;
    for await (const chunk of this.pass.chunks()) {
      const rest = chunk.subarray(Math.max(0, this.offset - position));
      position += chunk.length;
      options.onProgress?.({
        transferredBytes: position,
        totalBytes: sizeBytes,
      });
      if (rest.length > 0) yield rest;
    }
  }

  /** A request that breaks throws its own error into the chunks: only what reading says is the source's fault. */
  private watch(reader: ByteReader): ByteReader {
    return {
      read: async target => {
        try {
          return await reader.read(target);
        } catch (error) {
          this.failure = error;
          throw error;
        }
      },
      close: () => reader.close(),
    };
  }

  /** The digest without sending anything: the registry has it all. */
  async drain(): Promise<string> {
    const chunks = this.chunks();
    while (!(await chunks.next()).done);
    return this.digest();
  }

  async digest(): Promise<string> {
    if (this.pass.readBytes === this.upload.sizeBytes)
      return this.pass.digest();
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message:
        'The registry took an upload before all of it was sent: nothing of it is used.',
    });
  }

  close(): void {
    this.pass.close();
  }
}

/** What one attempt leaves to the next. */
class StreamAttempts {
  /** True once the registry has all bytes: what it refuses then is not the way of sending. */
  isSent = false;
  private broken: UploadSession | undefined;

  constructor(
    private readonly wire: RepositoryWire,
    private readonly upload: StreamUpload,
  ) {}

  async next(): Promise<Descriptor> {
    const { wire, upload } = this;
    const { mediaType, sizeBytes, options } = upload;
    const { session, digest, location } = await this.sendInOrder();
    this.isSent = true;
    const descriptor = { mediaType, digest, size: sizeBytes };
    await wire.http.fetchHeadOnce({
      method: 'PUT',
      target: digestTarget({ ...session, location }, descriptor),
      scope: wire.pushScope,
      headers: { 'content-length': '0' },
      expect: [201],
      thinkingTimeMs: THINKING_TIME_MS,
      signal: options.signal,
    });
    return descriptor;
  }

  /** Where the rest of an upload is refused, what the registry has by now is asked again before it is begun anew. */
  private async sendInOrder() {
    for (let look = 1; ; look++) {
      const session = await this.openOrResume();
      try {
        return { session, ...(await this.send(session)) };
      } catch (error) {
        const isOutOfOrder =
          error instanceof RegistryError && error.status === OUT_OF_ORDER;
        if (!isOutOfOrder || session.offset === 0) throw error;
        this.broken = look < STATUS_LOOKS ? session : undefined;
      }
    }
  }

  private async openOrResume(): Promise<UploadSession> {
    const { wire, upload, broken } = this;
    const options = { scope: wire.pushScope, signal: upload.options.signal };
    this.broken = undefined;
    const resumed = broken && (await resumeSession(wire, broken, options));
    if (resumed && resumed.offset <= upload.sizeBytes) return resumed;
    const opened = await openSession(wire, options);
    if (opened) return opened;
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message: `The registry ${wire.repository.host} says that it has a blob that nobody named to it.`,
    });
  }

  /** Sends all that the registry does not have; all of it is hashed. */
  private async send(
    session: UploadSession,
  ): Promise<{ readonly digest: string; readonly location: URL }> {
    const { wire, upload } = this;
    const { sizeBytes, options } = upload;
    const { offset } = session;
    const body = new HashedBody(upload, offset);
    try {
      if (offset === sizeBytes)
        return { digest: await body.drain(), location: session.location };
      const answer = await wire.http.fetchHeadOnce({
        method: 'PATCH',
        target: session.location.href,
        scope: wire.pushScope,
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(sizeBytes - offset),
          ...(offset > 0
            ? { 'content-range': `${offset}-${sizeBytes - 1}` }
            : {}),
        },
        // never more than one chunk ahead of the socket: the buffers are used again
        body: () =>
          Readable.from(body.chunks(), {
            objectMode: false,
            highWaterMark: 1,
          }),
        expect: [202, 204],
        thinkingTimeMs: THINKING_TIME_MS,
        signal: options.signal,
      });
      const location = locationOf(wire, answer, session.location);
      return { digest: await body.digest(), location };
    } catch (error) {
      if (body.failure) throw body.failure;
      if (error instanceof RegistryError && error.isRetryable)
        this.broken = session;
      throw error;
    } finally {
      body.close();
    }
  }
}

/**
 * Hashes and sends in one pass: `POST`, one `PATCH` with all the bytes, `PUT` with the digest (as docker pushes;
 * distribution-spec v1.1.1 "Pushing a blob in chunks" with a single chunk). What breaks on the way is gone on with
 * where the registry kept the bytes. Where it takes no such upload, the bytes are read twice.
 */
export async function uploadStream(
  wire: RepositoryWire,
  upload: StreamUpload,
): Promise<Descriptor> {
  if (wire.http.wantsDigestFirst) return uploadKnown(wire, upload);
  const attempts = new StreamAttempts(wire, upload);
  try {
    return await wire.http.retry(upload.options.signal, () => attempts.next());
  } catch (error) {
    const isRefused =
      error instanceof RegistryError &&
      !attempts.isSent &&
      TAKES_NO_STREAM.includes(error.status ?? 0);
    if (isRefused) return uploadKnown(wire, upload);
    throw error;
  }
}

async function uploadKnown(
  wire: RepositoryWire,
  { mediaType, sizeBytes, open, options }: StreamUpload,
): Promise<Descriptor> {
  const { signal } = options;
  const digest = await hashReader(open(), { sizeBytes, signal });
  const descriptor = { mediaType, digest, size: sizeBytes };
  await uploadBlob(wire, {
    descriptor,
    open: () => streamOf(open()),
    options,
  });
  return descriptor;
}
