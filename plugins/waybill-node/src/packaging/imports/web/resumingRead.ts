import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  isPassing,
  retryDelayMs,
  type RetryPolicy,
} from '../../../registry/retry';
import { ImportError } from '../ImportError';

/** After so many bytes a connection that breaks is a new failure, not one more: large files take hours. */
const PROGRESS_BYTES = 16 * 1024 * 1024;
/** A server that sends less than this is left. */
const MIN_BYTES_PER_SECOND = 1024;
const SLOW_AFTER_MS = 120_000;

/** A file of a server, and what its bytes must be. */
export interface RemoteFile {
  /** For messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** `sha256:<hex>` of the bytes, or `git:<hex>` of the blob that Git makes of them. */
  readonly digest?: string;
  /** Asks for the bytes from a position on; fails with an error that says whether it is passing. */
  connect(start: number, signal?: AbortSignal): Promise<AsyncIterable<Buffer>>;
}

class FileRead {
  private position: number;
  private readonly hash: Hash | undefined;
  private failures = 0;
  private lastFailureAt: number;
  private waitedMs = 0;
  private waitedFor = 0;

  constructor(
    private readonly file: RemoteFile,
    private readonly options: {
      readonly start?: number;
      readonly signal?: AbortSignal;
      readonly retryPolicy: RetryPolicy;
    },
  ) {
    this.position = options.start ?? 0;
    this.lastFailureAt = this.position;
    this.hash = this.position === 0 ? hashOf(file) : undefined;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const { file, options } = this;
    while (this.position < file.sizeBytes) {
      try {
        yield* this.attempt();
      } catch (error) {
        options.signal?.throwIfAborted();
        await this.waitAfter(error);
      }
    }
    this.checkDigest();
  }

  /** Reads until the file or the connection ends. */
  private async *attempt(): AsyncGenerator<Buffer> {
    const { file, options } = this;
    const body = await file.connect(this.position, options.signal);
    let askedAt = performance.now();
    for await (const chunk of body) {
      this.refuseSlow(performance.now() - askedAt, chunk.length);
      if (this.position + chunk.length > file.sizeBytes)
        throw this.sizeMismatch('more');
      this.position += chunk.length;
      this.hash?.update(chunk);
      yield chunk;
      askedAt = performance.now();
    }
    if (this.position < file.sizeBytes) throw this.sizeMismatch('fewer');
  }

  private async waitAfter(error: unknown): Promise<void> {
    const { retryPolicy, signal } = this.options;
    if (this.position - this.lastFailureAt >= PROGRESS_BYTES) this.failures = 0;
    this.failures += 1;
    this.lastFailureAt = this.position;
    if (!isPassing(error) || this.failures >= retryPolicy.attempts) throw error;
    await retryPolicy.sleep(
      retryDelayMs(retryPolicy, this.failures, error.retryAfterMs),
      signal,
    );
  }

  /** Only the time in which we wait for the server counts, not that in which it waits for us. */
  private refuseSlow(waitedMs: number, bytes: number): void {
    this.waitedMs += waitedMs;
    this.waitedFor += bytes;
    if (this.waitedMs < SLOW_AFTER_MS) return;
    const bytesPerSecond = this.waitedFor / (this.waitedMs / 1000);
    this.waitedMs = 0;
    this.waitedFor = 0;
    if (bytesPerSecond >= MIN_BYTES_PER_SECOND) return;
    throw new ImportError({
      code: 'UNREACHABLE',
      message: `${this.file.name} comes with less than ${MIN_BYTES_PER_SECOND} bytes a second: it was broken off. Try again later.`,
    });
  }

  private sizeMismatch(which: 'more' | 'fewer'): ImportError {
    const { name, sizeBytes } = this.file;
    return new ImportError({
      code: 'SIZE_MISMATCH',
      // a proxy that ends an answer early looks the same as a file that is too short
      isRetryable: which === 'fewer',
      message: `${name} should have ${sizeBytes} bytes, and the server sent ${which}: nothing of it is to be used. Try again; where it happens again, the file was replaced.`,
    });
  }

  private checkDigest(): void {
    const { name, digest } = this.file;
    if (!this.hash || !digest) return;
    const [algorithm] = digest.split(':');
    const got = `${algorithm}:${this.hash.digest('hex')}`;
    if (got === digest) return;
    throw new ImportError({
      code: 'DIGEST_MISMATCH',
      message: `${name} should be ${digest} and its bytes are ${got}: nothing of it is to be used. Somebody has changed it on its way or at the server.`,
    });
  }
}

/**
 * Reads a file from a position on, and goes on where the connection broke. What is read from its beginning is checked by
 * digest; the size is checked always.
 */
export function resumingRead(
  file: RemoteFile,
  options: {
    readonly start?: number;
    readonly signal?: AbortSignal;
    readonly retryPolicy: RetryPolicy;
  },
): Readable {
  return Readable.from(new FileRead(file, options).chunks(), {
    objectMode: false,
  });
}

function hashOf({ digest, sizeBytes }: RemoteFile): Hash | undefined {
  if (digest?.startsWith('sha256:')) return createHash('sha256');
  if (digest?.startsWith('git:'))
    return createHash('sha1').update(`blob ${sizeBytes}\0`);
  return undefined;
}
