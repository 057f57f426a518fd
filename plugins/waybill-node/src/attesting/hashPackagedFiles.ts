import { createHash } from 'node:crypto';
import type { PackageFile } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../registry';
import type { PackageContents, PackagedFile } from '../packaging';
import { openUncompressed } from '../packaging/contents/layerBytes';

const MAX_READ_BYTES = 1024 * 1024 * 1024;

/**
 * The files of a package with their digests. Those that the format tells cost nothing; for the others whole layers are
 * read, each once, the smallest first: only of a whole layer is it certain that the registry sent what the manifest says.
 *
 * @param options - `maxReadBytes`: of layers as they are stored; 1 GiB where absent, 0 reads none
 * @returns files of layers that would be more than that stay without a digest
 * @throws RegistryError; PackagingError
 */
export async function hashPackagedFiles(
  client: RegistryClient,
  contents: PackageContents,
  options: {
    readonly maxReadBytes?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<PackageFile[]> {
  const { maxReadBytes = MAX_READ_BYTES, signal } = options;
  const digests = new Map<PackagedFile, string>();
  let readBytes = 0;
  for (const [layerDigest, files] of unknownByLayer(contents)) {
    readBytes += files[0].layer.size;
    if (readBytes > maxReadBytes) break;
    signal?.throwIfAborted();
    const place = { client, repository: contents.repository, signal };
    const compression =
      contents.layers.find(
        ({ descriptor: { digest } }) => digest === layerDigest,
      )?.compression ?? 'none';
    const bytes = await openUncompressed(place, files[0].layer, compression);
    const found = await hashParts(bytes as AsyncIterable<Buffer>, files);
    for (const [file, digest] of found) digests.set(file, digest);
  }
  return contents.files.map(file => {
    const { path, sizeBytes, mode } = file;
    const digest = file.digest ?? digests.get(file);
    return {
      path,
      sizeBytes,
      ...(mode === undefined ? {} : { mode }),
      ...(digest ? { digest } : {}),
    };
  });
}

/** Files without a digest by the layer that holds them, the smallest layer first. */
function unknownByLayer({
  files,
}: PackageContents): (readonly [string, readonly PackagedFile[]])[] {
  const byLayer = new Map<string, PackagedFile[]>();
  for (const file of files.filter(({ digest }) => !digest)) {
    const there = byLayer.get(file.layer.digest);
    if (there) there.push(file);
    else byLayer.set(file.layer.digest, [file]);
  }
  return [...byLayer].sort(
    ([, [left]], [, [right]]) => left.layer.size - right.layer.size,
  );
}

/** One pass over a layer; a link and its file are at the same place. */
async function hashParts(
  chunks: AsyncIterable<Buffer>,
  files: readonly PackagedFile[],
): Promise<Map<PackagedFile, string>> {
  const parts = files
    .map(file => ({
      file,
      end: file.offset + file.sizeBytes,
      hash: createHash('sha256'),
    }))
    .sort((left, right) => left.file.offset - right.file.offset);
  const digests = new Map<PackagedFile, string>();
  let position = 0;
  let first = 0;
  for await (const chunk of chunks) {
    const until = position + chunk.length;
    while (first < parts.length && parts[first].end <= position) first++;
    for (
      let index = first;
      index < parts.length && parts[index].file.offset < until;
      index++
    ) {
      const { file, end, hash } = parts[index];
      hash.update(
        chunk.subarray(
          Math.max(0, file.offset - position),
          Math.max(0, Math.min(chunk.length, end - position)),
        ),
      );
    }
    position = until;
  }
  // what ends early never gets here: the whole layer was checked against its digest
  for (const { file, end, hash } of parts)
    if (end <= position) digests.set(file, `sha256:${hash.digest('hex')}`);
  return digests;
}
