import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import {
  ignoresRanges,
  nameLayer,
  openUncompressed,
  type Compression,
  type LayerPlace,
} from '../layerBytes';
import { LayerWindow, SMALL_WINDOW_BYTES } from './LayerWindow';
import {
  TAR_BLOCK,
  TarHeaderReader,
  archiveNotValid,
  paddedSize,
  type TarEntryHead,
} from './TarHeaderReader';
import { TarStreamReader } from './TarStreamReader';

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
