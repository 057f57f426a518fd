import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import {
  ignoresRanges,
  nameLayer,
  openLayerRange,
  openUncompressed,
  type Compression,
  type LayerPlace,
} from '../layerBytes';
import {
  TAR_BLOCK,
  TarHeaderReader,
  archiveNotValid,
  paddedSize,
  type TarEntryHead,
} from './TarHeaderReader';
import { TarStreamReader } from './TarStreamReader';

/** For a header and what a small file needs to be stepped over. */
const SMALL_WINDOW_BYTES = 64 * 1024;
/** One request for some thousand headers of small files. */
const LARGE_WINDOW_BYTES = 1024 * 1024;

/** Told of each entry; `offset` is that of its first byte in the uncompressed tar. */
export type OnEntry = (entry: TarEntryHead, offset: number) => void;

/**
 * Lists a tar in a registry. An uncompressed one is read by ranges, header by header, stepping over what the files hold:
 * a layer of one huge file costs two small requests. A compressed one, or one in a registry that knows no ranges, is
 * streamed.
 */
export async function listTar(
  place: LayerPlace,
  layer: Descriptor,
  compression: Compression,
  onEntry: OnEntry,
): Promise<void> {
  if (compression !== 'none' || layer.size <= SMALL_WINDOW_BYTES) {
    await listStream(place, layer, compression, onEntry);
    return;
  }
  let told = 0;
  try {
    await listWindow(place, layer, (entry, offset) => {
      told += 1;
      onEntry(entry, offset);
    });
  } catch (error) {
    if (!ignoresRanges(error)) throw error;
    await listStream(place, layer, compression, (entry, offset) => {
      told -= 1;
      if (told < 0) onEntry(entry, offset);
    });
  }
}

async function listStream(
  place: LayerPlace,
  layer: Descriptor,
  compression: Compression,
  onEntry: OnEntry,
): Promise<void> {
  const reader = new TarStreamReader(nameLayer(place, layer), { onEntry });
  const bytes = await openUncompressed(place, layer, compression);
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    place.signal?.throwIfAborted();
    reader.write(chunk);
  }
  reader.end();
}

async function listWindow(
  place: LayerPlace,
  layer: Descriptor,
  onEntry: OnEntry,
): Promise<void> {
  const window = new LayerWindow(place, layer);
  const name = nameLayer(place, layer);
  const sizeBytes = layer.size;
  const headers = new TarHeaderReader(name);
  let position = 0;
  while (position < sizeBytes) {
    const step = headers.readBlock(await window.read(position, TAR_BLOCK));
    position += TAR_BLOCK;
    if (step.kind === 'end') return;
    if (step.kind === 'extension') {
      headers.readExtension(await window.read(position, step.sizeBytes));
      position += paddedSize(step.sizeBytes);
    } else if (step.kind === 'entry') {
      if (position + step.entry.sizeBytes > sizeBytes)
        throw archiveNotValid(name, 'it ends within a file');
      onEntry(step.entry, position);
      position += paddedSize(step.entry.sizeBytes);
    }
  }
  headers.finish();
}

/** The part of a layer that is in memory; grows while every next header is near. */
class LayerWindow {
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
