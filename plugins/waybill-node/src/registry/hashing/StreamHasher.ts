import { createSlabs, type Slabs } from './Slabs';

/**
 * Hashes what passes by, off the main thread where it is much.
 *
 * @public
 */
export interface StreamHasher {
  /** Copies the chunk. Wait for the promise, where there is one, before the next. */
  update(chunk: Buffer): void | Promise<void>;
  /** `sha256:<hex>`; once. */
  digest(): Promise<string>;
  /** Lets go of the thread, finished or not. */
  close(): void;
}

class SlabHasher implements StreamHasher {
  private slab: Buffer | undefined;
  private filled = 0;

  constructor(private readonly slabs: Slabs) {}

  update(chunk: Buffer): void | Promise<void> {
    if (this.slab && this.filled + chunk.length <= this.slab.length) {
      this.filled += chunk.copy(this.slab, this.filled);
      return undefined;
    }
    return this.updateAcross(chunk);
  }

  private async updateAcross(chunk: Buffer): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      this.slab ??= await this.slabs.next();
      const copied = rest.copy(this.slab, this.filled);
      this.filled += copied;
      rest = rest.subarray(copied);
      if (this.filled === this.slab.length) this.commit();
    }
  }

  async digest(): Promise<string> {
    if (this.filled > 0) this.commit();
    return this.slabs.digest();
  }

  close(): void {
    this.slabs.close();
  }

  private commit(): void {
    this.slabs.commit(this.filled);
    this.slab = undefined;
    this.filled = 0;
  }
}

/**
 * @param options - `sizeBytes`: how much there will be, where known; `algorithm`: `sha256` where absent
 * @public
 */
export function createStreamHasher(
  options: {
    readonly sizeBytes?: number;
    readonly algorithm?: 'sha256' | 'sha512';
  } = {},
): StreamHasher {
  return new SlabHasher(createSlabs(options.sizeBytes, options.algorithm));
}
