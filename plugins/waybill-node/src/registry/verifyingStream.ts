import { Transform, type TransformCallback } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { createStreamHasher, type StreamHasher } from './hashing';

/** Holds bytes against a descriptor: at their end, and as soon as there are too many. */
export class BlobVerifier {
  private readonly hasher: StreamHasher;
  private received = 0;

  constructor(
    private readonly descriptor: Descriptor,
    private readonly what: string,
  ) {
    const { size, digest } = descriptor;
    const algorithm = digest.startsWith('sha512:') ? 'sha512' : 'sha256';
    this.hasher = createStreamHasher({ sizeBytes: size, algorithm });
  }

  /** Wait for the promise, where there is one, before the next. */
  update(chunk: Buffer): void | Promise<void> {
    this.received += chunk.length;
    if (this.received > this.descriptor.size)
      throw this.mismatch(`more than ${this.descriptor.size} bytes`);
    return this.hasher.update(chunk);
  }

  /** @throws RegistryError `DIGEST_MISMATCH` */
  async finish(): Promise<void> {
    if (this.received !== this.descriptor.size)
      throw this.mismatch(
        `${this.received} bytes instead of ${this.descriptor.size}`,
      );
    const digest = await this.hasher.digest();
    if (digest !== this.descriptor.digest)
      throw this.mismatch(`bytes of ${digest}`);
  }

  close(): void {
    this.hasher.close();
  }

  private mismatch(got: string): RegistryError {
    return mismatch(this.what, this.descriptor.digest, got);
  }
}

/** @param got - what came, in words */
export function mismatch(
  what: string,
  digest: string,
  got: string,
): RegistryError {
  return new RegistryError({
    code: 'DIGEST_MISMATCH',
    message: `${what} should be ${digest} and the registry sent ${got}: nothing of it was used.`,
  });
}

/** Passes bytes through and fails where they are not the descriptor's. */
export class VerifyingStream extends Transform {
  private readonly verifier: BlobVerifier;

  constructor(descriptor: Descriptor, what: string) {
    super();
    this.verifier = new BlobVerifier(descriptor, what);
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: TransformCallback,
  ): void {
    Promise.resolve()
      .then(() => this.verifier.update(chunk))
      .then(() => done(null, chunk), done);
  }

  override _flush(done: TransformCallback): void {
    this.verifier.finish().then(() => done(), done);
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    this.verifier.close();
    done(error);
  }
}
