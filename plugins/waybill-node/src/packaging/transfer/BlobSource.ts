import { Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import type { CopySource } from './planCopy';

/** A blob of the source as the destination reads it: verified on its way, and known by which side it failed. */
export class BlobSource {
  failure: unknown;
  receivedBytes = 0;

  constructor(
    private readonly client: RegistryClient,
    private readonly from: CopySource,
    private readonly blob: Descriptor,
    private readonly signal?: AbortSignal,
  ) {}

  open(): Readable {
    this.failure = undefined;
    return Readable.from(this.read(), { objectMode: false });
  }

  private async *read(): AsyncGenerator<Buffer> {
    const { client, from, blob, signal } = this;
    try {
      const stream = await client.fetchBlob(from.repository, blob, { signal });
      for await (const chunk of stream) {
        this.receivedBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
