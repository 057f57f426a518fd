import { Transform, type TransformCallback } from 'node:stream';
import { WaybillError } from '../errors';

/** Passes bytes on, and fails with `UPLOAD_TOO_LARGE` at the first one too many. */
export class ByteLimit extends Transform {
  bytes = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    callback: TransformCallback,
  ): void {
    this.bytes += chunk.length;
    if (this.bytes > this.#maxBytes) {
      callback(tooLarge(`more than ${this.#maxBytes} bytes`));
    } else {
      callback(null, chunk);
    }
  }
}

export function tooLarge(what: string): WaybillError {
  return new WaybillError(
    'UPLOAD_TOO_LARGE',
    `The upload holds ${what}; leave out what the model does not need or ask for a higher 'waybill.uploads.maxBytes'.`,
  );
}
