import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';

/** Passes bytes through and fails at the end, or as soon as there are too many, where they are not the descriptor's. */
export class VerifyingStream extends Transform {
  private readonly hash;
  private received = 0;

  constructor(
    private readonly descriptor: Descriptor,
    private readonly what: string,
  ) {
    super();
    this.hash = createHash(descriptor.digest.split(':')[0]);
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: TransformCallback,
  ): void {
    this.received += chunk.length;
    if (this.received > this.descriptor.size) {
      done(this.mismatch(`more than ${this.descriptor.size} bytes`));
      return;
    }
    this.hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const [algorithm] = this.descriptor.digest.split(':');
    const digest = `${algorithm}:${this.hash.digest('hex')}`;
    if (this.received !== this.descriptor.size) {
      done(
        this.mismatch(
          `${this.received} bytes instead of ${this.descriptor.size}`,
        ),
      );
    } else if (digest !== this.descriptor.digest) {
      done(this.mismatch(`bytes of ${digest}`));
    } else {
      done();
    }
  }

  private mismatch(got: string): RegistryError {
    return new RegistryError({
      code: 'DIGEST_MISMATCH',
      message: `${this.what} should be ${this.descriptor.digest} and the registry sent ${got}: nothing of it was used.`,
    });
  }
}
