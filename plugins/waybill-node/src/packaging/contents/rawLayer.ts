import { pathNotAllowed } from './entryPath';
import type { FileTable } from './FileTable';
import { fileMetadataOf, modelPathOf, titleOf } from './layerAnnotations';
import { nameLayer, openUncompressed, type LayerPlace } from './layerBytes';
import type { PackagedLayer } from './PackageContents';

/** Adds the file that a layer is. Its bytes are read only where nobody tells how many they are uncompressed. */
export async function addRawLayer(
  place: LayerPlace,
  layer: PackagedLayer,
  table: FileTable,
): Promise<void> {
  const { descriptor, compression } = layer;
  const name = nameLayer(place, descriptor);
  const path = rawPathOf(layer);
  if (!path) throw pathNotAllowed('', name, 'it says not which file it is');
  const { mode, sizeBytes } = fileMetadataOf(descriptor);
  table.addFile(
    {
      path,
      layer: descriptor,
      offset: 0,
      ...(mode === undefined ? {} : { mode }),
      ...(compression === 'none'
        ? { sizeBytes: descriptor.size, digest: descriptor.digest }
        : { sizeBytes: sizeBytes ?? (await countBytes(place, layer)) }),
    },
    name,
  );
}

/** Where the file of a raw layer belongs; a blob without a name is called by its digest. */
export function rawPathOf({
  descriptor,
  shape,
}: PackagedLayer): string | undefined {
  if (shape === 'opaque') return descriptor.digest.replace(':', '-');
  return modelPathOf(descriptor) ?? titleOf(descriptor);
}

async function countBytes(
  place: LayerPlace,
  { descriptor, compression }: PackagedLayer,
): Promise<number> {
  let bytes = 0;
  const stream = await openUncompressed(place, descriptor, compression);
  for await (const chunk of stream as AsyncIterable<Buffer>)
    bytes += chunk.length;
  return bytes;
}
