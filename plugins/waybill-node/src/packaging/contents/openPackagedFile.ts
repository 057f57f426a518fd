import { Readable } from 'node:stream';
import type { RegistryClient } from '../../registry';
import { PackagingError } from '../PackagingError';
import {
  cut,
  nameLayer,
  openLayerRange,
  openUncompressed,
  type Compression,
  type LayerPlace,
} from './layerBytes';
import type { PackageContents, PackagedFile } from './PackageContents';

/**
 * Streams a file of a package, or the part of it from `start` to `end` (included). An uncompressed layer is read by a range,
 * a compressed one is streamed up to where the part ends. Nothing is checked against a digest but a whole file that is a
 * layer of its own: who needs certainty hashes the layer, or unpacks the package.
 *
 * The stream fails with `PackagingError` `ARCHIVE_NOT_VALID` where there are fewer bytes than the package says, and with
 * `RegistryError`.
 *
 * @public
 */
export function openPackagedFile(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  options: {
    readonly start?: number;
    readonly end?: number;
    readonly signal?: AbortSignal;
  } = {},
): Readable {
  const { start = 0, signal } = options;
  const end = Math.min(options.end ?? Infinity, file.sizeBytes - 1);
  const place = { client, repository: contents.repository, signal };
  const compression = compressionOf(contents, file);
  return Readable.from(
    end < start
      ? []
      : exactly(
          place,
          file,
          () => openPart(place, file, { compression, start, end }),
          end + 1 - start,
        ),
    { objectMode: false, highWaterMark: 1024 * 1024 },
  );
}

export function compressionOf(
  { layers }: PackageContents,
  { layer: { digest } }: PackagedFile,
): Compression {
  const layer = layers.find(({ descriptor }) => descriptor.digest === digest);
  return layer?.compression ?? 'none';
}

async function openPart(
  place: LayerPlace,
  { layer, offset }: PackagedFile,
  part: {
    readonly compression: Compression;
    readonly start: number;
    readonly end: number;
  },
): Promise<AsyncIterable<Buffer>> {
  const start = offset + part.start;
  const end = offset + part.end;
  if (part.compression === 'none')
    return openLayerRange(place, layer, { start, end });
  return cut(
    await openUncompressed(place, layer, part.compression),
    start,
    end,
  );
}

async function* exactly(
  place: LayerPlace,
  file: PackagedFile,
  open: () => Promise<AsyncIterable<Buffer>>,
  wantedBytes: number,
): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of await open()) {
    place.signal?.throwIfAborted();
    received += chunk.length;
    if (received > wantedBytes) throw notAsSaid(place, file, 'more');
    yield chunk;
  }
  if (received < wantedBytes) throw notAsSaid(place, file, 'less');
}

function notAsSaid(
  place: LayerPlace,
  { path, layer }: PackagedFile,
  what: string,
): PackagingError {
  return new PackagingError({
    code: 'ARCHIVE_NOT_VALID',
    message: `The registry sent ${what} of ${JSON.stringify(
      path,
    )} than the ${nameLayer(
      place,
      layer,
    )} is said to hold. Try again; if that does not help, package the model again.`,
  });
}

/**
 * The file of that path.
 *
 * @throws PackagingError `FILE_NOT_FOUND`
 * @public
 */
export function findPackagedFile(
  contents: PackageContents,
  path: string,
): PackagedFile {
  const found = contents.files.find(file => file.path === path);
  if (found) return found;
  const { host, path: repository } = contents.repository;
  throw new PackagingError({
    code: 'FILE_NOT_FOUND',
    message: `There is no file ${JSON.stringify(
      path.slice(0, 200),
    )} in ${host}/${repository}@${
      contents.descriptor.digest
    }. Inspect the package to see what it holds.`,
  });
}
