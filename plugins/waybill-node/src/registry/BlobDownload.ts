import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import {
  brokenOff,
  requestBlob,
  type BlobAnswer,
  type ByteRange,
} from './blobRequest';
import { RegistryError, withoutQuery } from './errors';
import { readFirst } from './RegistryPlaces';
import type { RepositoryWire } from './RepositoryWire';
import { isPassing, retryDelayMs } from './retry';

/** A connection that brought so much was a good one: those that broke before it no longer count. */
const PROGRESS_BYTES = 1024 * 1024;

/**
 * Reads a part of a blob, and goes on where a connection breaks off, as often as the retry policy allows in a row.
 */
export class BlobDownload {
  private answer: BlobAnswer | undefined;
  private chunks: AsyncIterator<Buffer> | undefined;
  private surplusBytes = 0;
  private position: number;
  private failures = 0;
  private broughtBytes = 0;
  private pace = { bytes: 0, waitedMs: 0 };

  /** @param wires - the places where it may be, in the order to be asked */
  constructor(
    private wires: readonly RepositoryWire[],
    private readonly descriptor: Descriptor,
    private readonly range: ByteRange,
    private readonly signal: AbortSignal,
    /** Whether a chunk may be lost when the next one is asked for. */
    private readonly isLent = false,
  ) {
    this.position = range.start;
  }

  /**
   * Asks for what is still missing.
   *
   * @param maxSurplusBytes - how much to read in vain where the registry knows no ranges
   */
  async open(maxSurplusBytes = Infinity): Promise<void> {
    const rest = { start: this.position, end: this.range.end };
    const answer = await readFirst(this.wires, this.signal, wire =>
      requestBlob(wire, this.descriptor, rest, {
        maxSurplusBytes,
        isLent: this.isLent,
        signal: this.signal,
      }),
    );
    this.answer = answer;
    this.chunks = answer.body[Symbol.asyncIterator]();
    this.surplusBytes = answer.surplusBytes;
    this.broughtBytes = 0;
    this.pace = { bytes: 0, waitedMs: 0 };
  }

  /** @returns the bytes that come next, `undefined` at the end */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = await this.read();
      if (chunk === 'broken') continue;
      if (!chunk) return undefined;
      const wanted = chunk.subarray(Math.min(chunk.length, this.surplusBytes));
      this.surplusBytes -= chunk.length - wanted.length;
      this.broughtBytes += wanted.length;
      this.position += wanted.length;
      if (wanted.length > 0) return wanted;
    }
  }

  /** Lets go of a connection whose rest nobody wants. */
  close(): void {
    this.answer?.body.destroy();
  }

  private async read(): Promise<Buffer | 'broken' | undefined> {
    try {
      if (!this.answer) await this.open();
      return await this.readPaced();
    } catch (cause) {
      this.signal.throwIfAborted();
      const error =
        cause instanceof RegistryError || !this.answer
          ? cause
          : brokenOff(this.answer, cause);
      await this.prepareAnother(error);
      return 'broken';
    }
  }

  private async readPaced(): Promise<Buffer | undefined> {
    const asked = performance.now();
    const next = await this.chunks?.next();
    if (!next || next.done) return undefined;
    const { pace } = this;
    pace.bytes += next.value.length;
    pace.waitedMs += performance.now() - asked;
    this.checkPace();
    return next.value;
  }

  /** A registry that drips would never be idle, and never finish. */
  private checkPace(): void {
    const { pace, answer } = this;
    if (!answer) return;
    const { slowAfterMs, minBytesPerSecond } = answer.wire.http.limits;
    if (pace.waitedMs < slowAfterMs) return;
    const rate = (pace.bytes * 1000) / pace.waitedMs;
    this.pace = { bytes: 0, waitedMs: 0 };
    if (rate >= minBytesPerSecond) return;
    throw new RegistryError({
      code: 'UNREACHABLE',
      method: 'GET',
      url: withoutQuery(answer.url),
      isRetryable: true,
      message: `The registry ${answer.wire.repository.host} sends ${
        this.descriptor.digest
      } of ${answer.wire.name} too slowly (${Math.round(
        rate,
      )} bytes per second). Check the network between.`,
    });
  }

  private async prepareAnother(error: unknown): Promise<void> {
    const [{ http }] = this.wires.slice(-1);
    const policy = http.retryPolicy;
    // a mirror that broke off is not asked again; the registry itself is
    const failed = this.wires.findIndex(wire => wire === this.answer?.wire);
    if (failed < this.wires.length - 1)
      this.wires = this.wires.slice(failed + 1);
    this.close();
    this.answer = undefined;
    if (this.broughtBytes >= PROGRESS_BYTES) this.failures = 0;
    this.failures += 1;
    if (!isPassing(error) || this.failures >= policy.attempts) throw error;
    await policy.sleep(
      retryDelayMs(policy, this.failures, error.retryAfterMs),
      this.signal,
    );
  }
}
