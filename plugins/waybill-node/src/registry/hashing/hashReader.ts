import { readFully, type ByteReader } from '../ByteReader';
import { createSlabs, type Slabs } from './Slabs';

/** Reads to the end, passes the bytes on, and has their digest. */
export class HashedPass {
  /** How many bytes were read and hashed. */
  readBytes = 0;
  private readonly slabs: Slabs;

  /** @param options - `sizeBytes`: how much there will be, where known */
  constructor(
    private readonly reader: ByteReader,
    private readonly options: {
      readonly sizeBytes?: number;
      readonly algorithm?: string;
      readonly signal?: AbortSignal;
    } = {},
  ) {
    this.slabs = createSlabs(options.sizeBytes, options.algorithm);
  }

  /**
   * The bytes; once. A chunk keeps them until two more were asked for. The last chunk comes when the reader has ended
   * well: who has sent it has sent all.
   */
  async *chunks(): AsyncGenerator<Buffer> {
    try {
      let chunk = await this.next();
      while (chunk) {
        const following = await this.next();
        yield chunk;
        chunk = following;
      }
    } finally {
      await this.reader.close();
    }
  }

  /** `sha256:…` of what was read; once. */
  digest(): Promise<string> {
    return this.slabs.digest();
  }

  /** Lets go of the hashing thread. */
  close(): void {
    this.slabs.close();
  }

  private async next(): Promise<Buffer | undefined> {
    this.options.signal?.throwIfAborted();
    const length = await readFully(this.reader, await this.slabs.next());
    this.readBytes += length;
    return length > 0 ? this.slabs.commit(length) : undefined;
  }
}

/** `sha256:…` of all that the reader gives. */
export async function hashReader(
  reader: ByteReader,
  options: {
    readonly sizeBytes?: number;
    readonly signal?: AbortSignal;
    readonly onBytes?: (length: number) => void;
  } = {},
): Promise<string> {
  const pass = new HashedPass(reader, options);
  try {
    for await (const chunk of pass.chunks()) options.onBytes?.(chunk.length);
    options.signal?.throwIfAborted();
    return await pass.digest();
  } finally {
    pass.close();
  }
}
