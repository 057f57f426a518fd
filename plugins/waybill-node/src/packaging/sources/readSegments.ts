import { createHash, type Hash } from 'node:crypto';
import { readerOf, type ByteReader } from '../../registry';
import type { SourceFile } from '../FileTree';
import { fileChanged } from './localFile';

class OpenFile {
  private readonly reader: ByteReader;
  private readonly hash: Hash | undefined;
  private received = 0;

  constructor(private readonly file: SourceFile, signal?: AbortSignal) {
    this.reader = file.openReader?.() ?? readerOf(file.open({ signal }));
    this.hash = file.digest ? createHash(file.digest.split(':')[0]) : undefined;
  }

  async read(target: Buffer): Promise<number> {
    const { file, hash } = this;
    const length = await this.reader.read(target);
    this.received += length;
    if (this.received > file.sizeBytes) throw fileChanged(file.path);
    if (length > 0) {
      hash?.update(target.subarray(0, length));
      return length;
    }
    const isOther = hash && !file.digest?.endsWith(`:${hash.digest('hex')}`);
    if (this.received < file.sizeBytes || isOther) throw fileChanged(file.path);
    return 0;
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}

class SegmentReader implements ByteReader {
  private bytes: Buffer = Buffer.alloc(0);
  private file: OpenFile | undefined;

  constructor(
    private readonly segments: Iterator<Buffer | SourceFile>,
    private readonly options: {
      readonly signal?: AbortSignal;
      readonly onFile?: (path: string) => void;
    },
  ) {}

  async read(target: Buffer): Promise<number> {
    for (;;) {
      this.options.signal?.throwIfAborted();
      if (this.bytes.length > 0) {
        const length = this.bytes.copy(target);
        this.bytes = this.bytes.subarray(length);
        return length;
      }
      if (this.file) {
        const length = await this.file.read(target);
        if (length > 0) return length;
        await this.close();
      }
      if (!this.advance()) return 0;
    }
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }

  /** @returns false at the end */
  private advance(): boolean {
    const next = this.segments.next();
    if (next.done) return false;
    if (Buffer.isBuffer(next.value)) {
      this.bytes = next.value;
    } else {
      this.options.onFile?.(next.value.path);
      this.file = new OpenFile(next.value, this.options.signal);
    }
    return true;
  }
}

/**
 * Reads buffers and files one after the other, each file exactly as long as it was listed, and with the digest that
 * its origin vouches for.
 *
 * @param options - `onFile`: told which file is being read
 * @throws PackagingError `FILE_CHANGED`
 */
export function readSegments(
  segments: Iterable<Buffer | SourceFile>,
  options: {
    readonly signal?: AbortSignal;
    readonly onFile?: (path: string) => void;
  } = {},
): ByteReader {
  return new SegmentReader(segments[Symbol.iterator](), options);
}
