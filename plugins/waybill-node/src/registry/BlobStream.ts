import { Readable } from 'node:stream';
import { isError } from '@backstage/errors';
import type { BlobDownload } from './BlobDownload';
import { RegistryError } from './errors';
import type { BlobVerifier } from './verifyingStream';

/** What a reader of a blob gets. */
export interface BlobContent {
  readonly download: BlobDownload;
  /** Where all of the blob is read; a part of it cannot be held against its digest. */
  readonly verifier?: BlobVerifier;
  readonly sizeBytes: number;
  /** For messages. */
  readonly what: string;
}

/** A download as a stream: it ends well where the bytes are those that were asked for, and fails where they are not. */
export class BlobStream extends Readable {
  private missingBytes: number;
  private readonly onAbort = () => this.destroy(asError(this.signal?.reason));

  /**
   * @param leaving - aborted when the reader leaves, since a read that waits for bytes would otherwise hold the connection
   */
  constructor(
    private readonly content: BlobContent,
    private readonly leaving: AbortController,
    private readonly signal: AbortSignal | undefined,
  ) {
    super();
    this.missingBytes = content.sizeBytes;
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  override _read(): void {
    this.pull().then(
      chunk => {
        if (!this.destroyed) this.push(chunk ?? null);
      },
      error => this.destroy(asError(error)),
    );
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    this.signal?.removeEventListener('abort', this.onAbort);
    this.leaving.abort();
    this.content.download.close();
    this.content.verifier?.close();
    done(error);
  }

  private async pull(): Promise<Buffer | undefined> {
    const { download, verifier } = this.content;
    if (!verifier) return this.pullPart();
    const chunk = await download.next();
    await (chunk ? verifier.update(chunk) : verifier.finish());
    return chunk;
  }

  private async pullPart(): Promise<Buffer | undefined> {
    if (this.missingBytes === 0) return undefined;
    const chunk = await this.content.download.next();
    if (!chunk) {
      throw new RegistryError({
        code: 'INVALID_ANSWER',
        message: `${this.content.what} came without its last ${this.missingBytes} bytes.`,
      });
    }
    // a registry that sends all of the blob is left when there is enough of it
    const wanted = chunk.subarray(0, this.missingBytes);
    this.missingBytes -= wanted.length;
    return wanted;
  }
}

function asError(reason: unknown): Error {
  return isError(reason) ? reason : new Error(String(reason));
}
