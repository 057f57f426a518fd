import {
  TAR_BLOCK,
  TarHeaderReader,
  archiveNotValid,
  paddedSize,
  type TarEntryHead,
} from './TarHeaderReader';

/** What is told of a tar while its bytes come. */
export interface TarSink {
  /** @param offset - of its first byte in the tar */
  onEntry(entry: TarEntryHead, offset: number): void;
  /** Bytes of the last entry: parts of what was written, not copies. */
  onData?(bytes: Buffer): void;
  /** All bytes of the last entry have come. */
  onEntryEnd?(): void;
}

/**
 * Reads a tar from a stream: synchronously, so that the caller decides when to wait and copies nothing. What follows the
 * tar's end is ignored, as tar programs do.
 *
 * Throws `PackagingError` `ARCHIVE_NOT_VALID`, and what the sink throws.
 */
export class TarStreamReader {
  private readonly headers: TarHeaderReader;
  /** Of the next byte that comes. */
  private position = 0;
  /** Header bytes of which more are to come. */
  private held: Buffer[] = [];
  private heldBytes = 0;
  private wantedBytes = TAR_BLOCK;
  private state: 'header' | 'extension' | 'data' | 'padding' | 'end' = 'header';
  private extensionBytes = 0;
  private dataBytes = 0;
  /** Of the data, or of its padding. */
  private remaining = 0;

  constructor(private readonly layer: string, private readonly sink: TarSink) {
    this.headers = new TarHeaderReader(layer);
  }

  write(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.state !== 'end') {
      const taken =
        this.state === 'data' || this.state === 'padding'
          ? this.pass(rest)
          : this.hold(rest);
      this.position += taken;
      rest = rest.subarray(taken);
      this.step();
    }
  }

  /** To be called after the last byte. */
  end(): void {
    if (this.state === 'end') return;
    if (this.state === 'data' && this.remaining > 0)
      throw archiveNotValid(this.layer, 'it ends within a file');
    if (this.heldBytes > 0 || this.state === 'extension')
      throw archiveNotValid(this.layer, 'it ends within a header');
    this.headers.finish();
  }

  /** Data goes on as it is, padding nowhere. */
  private pass(bytes: Buffer): number {
    const taken = Math.min(bytes.length, this.remaining);
    if (this.state === 'data' && taken > 0)
      this.sink.onData?.(
        taken === bytes.length ? bytes : bytes.subarray(0, taken),
      );
    this.remaining -= taken;
    return taken;
  }

  private hold(bytes: Buffer): number {
    const taken = Math.min(bytes.length, this.wantedBytes - this.heldBytes);
    const part = bytes.subarray(0, taken);
    // what is kept beyond this call is copied: the caller may use its buffer again
    this.held.push(taken === this.wantedBytes ? part : Buffer.from(part));
    this.heldBytes += taken;
    return taken;
  }

  /** Goes on wherever what was waited for has come. */
  private step(): void {
    if (this.state === 'data') {
      if (this.remaining === 0) this.finishData();
    } else if (this.state === 'padding') {
      if (this.remaining === 0) this.expectHeader();
    } else if (this.heldBytes === this.wantedBytes) {
      const bytes =
        this.held.length === 1 ? this.held[0] : Buffer.concat(this.held);
      this.held = [];
      this.heldBytes = 0;
      if (this.state === 'header') this.readHeader(bytes);
      else this.readExtension(bytes);
    }
  }

  private readHeader(block: Buffer): void {
    const step = this.headers.readBlock(block);
    if (step.kind === 'end') this.state = 'end';
    else if (step.kind === 'extension') {
      this.extensionBytes = step.sizeBytes;
      this.wantedBytes = paddedSize(step.sizeBytes);
      this.state = 'extension';
      if (step.sizeBytes === 0) this.readExtension(Buffer.alloc(0));
    } else if (step.kind === 'entry') {
      this.sink.onEntry(step.entry, this.position);
      this.dataBytes = step.entry.sizeBytes;
      this.remaining = step.entry.sizeBytes;
      this.state = 'data';
      if (this.remaining === 0) this.finishData();
    }
  }

  private finishData(): void {
    this.sink.onEntryEnd?.();
    this.remaining = paddedSize(this.dataBytes) - this.dataBytes;
    this.state = 'padding';
    if (this.remaining === 0) this.expectHeader();
  }

  private readExtension(bytes: Buffer): void {
    this.headers.readExtension(bytes.subarray(0, this.extensionBytes));
    this.expectHeader();
  }

  private expectHeader(): void {
    this.state = 'header';
    this.wantedBytes = TAR_BLOCK;
  }
}
