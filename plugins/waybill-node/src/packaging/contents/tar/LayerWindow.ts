import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { nameLayer, openLayerRange, type LayerPlace } from '../layerBytes';
import { archiveNotValid } from './TarHeaderReader';

/** For a header and what a small file needs to be stepped over. */
export const SMALL_WINDOW_BYTES = 64 * 1024;
/** One request for some thousand headers of small files. */
const LARGE_WINDOW_BYTES = 1024 * 1024;

/** The part of a layer that is in memory; grows while every next header is near. */
export class LayerWindow {
  private start = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private length = SMALL_WINDOW_BYTES;

  constructor(
    private readonly place: LayerPlace,
    private readonly layer: Descriptor,
  ) {}

  /** Fewer bytes than asked for where the layer ends. */
  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.min(length, this.layer.size - position);
    if (!this.has(position, wanted)) {
      const isNear = position - (this.start + this.bytes.length) < this.length;
      this.length = isNear
        ? Math.min(this.length * 2, LARGE_WINDOW_BYTES)
        : SMALL_WINDOW_BYTES;
      await this.move(position, wanted);
      if (!this.has(position, wanted))
        throw archiveNotValid(
          nameLayer(this.place, this.layer),
          'the registry sends less of it than its manifest says',
        );
    }
    const from = position - this.start;
    return this.bytes.subarray(from, from + wanted);
  }

  private async move(position: number, atLeast: number): Promise<void> {
    this.place.signal?.throwIfAborted();
    const length = Math.max(this.length, atLeast);
    const end = Math.min(position + length, this.layer.size) - 1;
    const stream = await openLayerRange(this.place, this.layer, {
      start: position,
      end,
    });
    const chunks: Buffer[] = [];
    let received = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      received += chunk.length;
      if (received > length) break; // it sends more than it was asked for
    }
    this.bytes = Buffer.concat(chunks).subarray(0, end + 1 - position);
    this.start = position;
  }

  private has(position: number, length: number): boolean {
    return (
      position >= this.start &&
      position + length <= this.start + this.bytes.length
    );
  }
}
