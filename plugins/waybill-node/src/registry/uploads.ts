import { Transform, type Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { sendInChunks } from './chunkedUpload';
import { RegistryError } from './errors';
import type { RequestOptions, TransferProgress } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';
import {
  digestTarget,
  openSession,
  resumeSession,
  type SessionOptions,
  type UploadSession,
} from './uploadSession';

/** A registry that keeps its blobs in another store may copy and hash all of it before it answers. */
export const THINKING_TIME_MS = 15 * 60_000;

/** Status 416: the registry has more or less than it said when it was asked, such as what was still on its way to disk. */
export const OUT_OF_ORDER = 416;
/** How often it is asked before its word counts for nothing. */
export const STATUS_LOOKS = 3;

/** A blob to be sent. */
export interface Upload {
  readonly descriptor: Descriptor;
  /** The bytes from the start. */
  readonly open: () => Readable;
  readonly options: RequestOptions & {
    readonly mountFrom?: string;
    readonly onProgress?: (progress: TransferProgress) => void;
  };
}

/** What one attempt leaves to the next. */
class UploadAttempts {
  private readonly session: SessionOptions;
  /** A session that broke and may still be there. */
  private broken: UploadSession | undefined;
  private isTooLarge = false;

  constructor(
    private readonly wire: RepositoryWire,
    private readonly upload: Upload,
  ) {
    const { mountFrom, signal } = upload.options;
    const scope = mountFrom
      ? `${wire.pushScope} repository:${mountFrom}:pull`
      : wire.pushScope;
    const { digest } = upload.descriptor;
    this.session = {
      scope,
      mount: mountFrom ? { digest, from: mountFrom } : undefined,
      signal,
    };
  }

  async next(): Promise<void> {
    if (await this.goOn()) return;
    const opened = await this.open();
    if (!opened) return;
    if (!this.isTooLarge) {
      if (await this.sendWhole(opened)) return;
      this.isTooLarge = true;
      const again = await this.open();
      if (again) await this.sendChunks(again);
    } else {
      await this.sendChunks(opened);
    }
  }

  /** @returns true where the rest of a broken upload was sent */
  private async goOn(): Promise<boolean> {
    const { wire, upload, session } = this;
    let from = this.broken;
    for (let look = 0; from && look < STATUS_LOOKS; look++) {
      const found: UploadSession | undefined = await resumeSession(
        wire,
        from,
        session,
      );
      if (!found || found.offset > upload.descriptor.size) return false;
      try {
        await sendRest(wire, upload, found, session.scope);
        return true;
      } catch (error) {
        if (!(error instanceof RegistryError) || error.isRetryable) throw error;
        if (error.status !== OUT_OF_ORDER) return false;
        from = found;
      }
    }
    return false;
  }

  private async open(): Promise<UploadSession | undefined> {
    const { wire, session } = this;
    const opened = await openSession(wire, session);
    this.broken = undefined;
    return opened;
  }

  /** @returns false where the request is too large for what is before the registry */
  private async sendWhole(opened: UploadSession): Promise<boolean> {
    try {
      await sendRest(this.wire, this.upload, opened, this.session.scope);
      return true;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.status === 413) return false;
      if (error.isRetryable) this.broken = opened;
      throw error;
    }
  }

  private sendChunks(opened: UploadSession): Promise<void> {
    return sendInChunks(this.wire, this.upload, opened, this.session.scope);
  }
}

/**
 * Sends a blob in one request after opening a session (distribution-spec v1.1.1 "POST then PUT"), which every registry
 * takes. What breaks on the way is gone on with where the registry kept the bytes, and begun anew where it did not;
 * where something before the registry finds the request too large, the blob goes in chunks.
 */
export async function uploadBlob(
  wire: RepositoryWire,
  upload: Upload,
): Promise<void> {
  const attempts = new UploadAttempts(wire, upload);
  await wire.http.retry(upload.options.signal, () => attempts.next());
}

/** Sends all bytes that the registry does not have yet, and ends the upload. */
async function sendRest(
  wire: RepositoryWire,
  { descriptor, open, options }: Upload,
  session: UploadSession,
  scope: string,
): Promise<void> {
  const { offset } = session;
  let failure: Error | undefined;
  try {
    await wire.http.fetchHeadOnce({
      method: 'PUT',
      target: digestTarget(session, descriptor),
      scope,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(descriptor.size - offset),
        ...(offset > 0 && offset < descriptor.size
          ? { 'content-range': `${offset}-${descriptor.size - 1}` }
          : {}),
      },
      body: () => {
        const source = open();
        source.once('error', error => {
          failure = error;
        });
        return skipAndCount(source, descriptor, offset, options.onProgress);
      },
      expect: [201],
      thinkingTimeMs: THINKING_TIME_MS,
      signal: options.signal,
    });
  } catch (error) {
    // a source that failed breaks the request; what broke it is the thing to tell
    throw failure ?? error;
  }
}

/** Leaves out the first bytes, and tells how far the others are. */
function skipAndCount(
  source: Readable,
  { digest, size }: Descriptor,
  offset: number,
  onProgress: ((progress: TransferProgress) => void) | undefined,
): Readable {
  let position = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const rest = chunk.subarray(Math.max(0, offset - position));
      position += chunk.length;
      if (rest.length === 0) return done();
      onProgress?.({ digest, transferredBytes: position, totalBytes: size });
      return done(null, rest);
    },
  });
  source.on('error', error => counter.destroy(error));
  counter.on('close', () => source.destroy());
  return source.pipe(counter);
}
