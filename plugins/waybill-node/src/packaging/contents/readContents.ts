import {
  MediaType,
  formatRepository,
  packageFormatOf,
  parseLayerType,
  type Descriptor,
  type Manifest,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';
import { byPath } from '../sources/packagePath';
import { FileTable, IMAGE_ROOT } from './FileTable';
import { pathNotAllowed } from './entryPath';
import { countBaseLayers } from './imageHistory';
import { nameLayer, openLayerRange, type LayerPlace } from './layerBytes';
import { addRawLayer } from './rawLayer';
import type {
  PackageContents,
  PackagedFile,
  PackagedLayer,
  PackagedSpecial,
} from './PackageContents';
import { titleOf, isUnpacked } from './layerAnnotations';
import { notValid, readPackageManifest } from './readPackageManifest';
import { followLink } from './resolveLinks';
import { listTar } from './tar/listTar';

/** What a base image holds is rarely the model's: more than this is not streamed to find out. */
const MAX_STREAMED_BASE_BYTES = 64 * 1024 * 1024;

/**
 * Reads what is in a package. Files that are layers of their own cost nothing; uncompressed archives are listed by small
 * ranges, and so are not checked against their digests; compressed ones are streamed whole.
 *
 * @throws PackagingError `PACKAGE_NOT_VALID`, `ARCHIVE_NOT_VALID`, `ARCHIVE_TOO_LARGE`, `PATH_NOT_ALLOWED`,
 * `DUPLICATE_ENTRY`, `TOO_MANY_FILES`; RegistryError; InvalidReferenceError
 * @public
 */
export async function readContents(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PackageContents> {
  const { descriptor, manifest } = await readPackageManifest(
    client,
    repository,
    tagOrDigest,
    options,
  );
  const place: LayerPlace = { client, repository, signal: options.signal };
  const format = packageFormatOf(manifest);
  const name = `${formatRepository(repository)}@${descriptor.digest}`;
  const layers = await planLayers(place, manifest, format, name);
  const table = new FileTable(
    name,
    format === 'modelcar' ? 'overlay' : 'beside',
  );
  const firstOfModel = await readLayers(place, layers, table);
  return {
    repository,
    descriptor,
    manifest,
    format,
    layers:
      format === 'modelcar'
        ? layers.map((layer, index) => ({
            ...layer,
            isBase: layer.isBase || index < firstOfModel,
          }))
        : layers,
    ...filesOf(table, format),
  };
}

/** What each layer is, before any is read. */
export async function planLayers(
  place: LayerPlace,
  manifest: Manifest,
  format: PackageFormat,
  name: string,
): Promise<PackagedLayer[]> {
  const baseCount =
    format === 'modelcar' ? await countBaseLayers(place, manifest) : 0;
  const planned: PackagedLayer[] = [];
  for (const [index, descriptor] of manifest.layers.entries()) {
    if (descriptor.mediaType === MediaType.empty) continue;
    const isBase = index < (baseCount ?? 0);
    const layer = await planLayer(place, descriptor, format, name);
    planned.push({
      ...layer,
      isBase,
      isListed:
        !isBase ||
        layer.compression === 'none' ||
        descriptor.size <= MAX_STREAMED_BASE_BYTES,
    });
  }
  return planned;
}

async function planLayer(
  place: LayerPlace,
  descriptor: Descriptor,
  format: PackageFormat,
  name: string,
): Promise<Omit<PackagedLayer, 'isBase' | 'isListed'>> {
  const type = parseLayerType(descriptor.mediaType);
  if (format === 'artifact') {
    if (isUnpacked(descriptor)) {
      const compression = await sniffCompression(place, descriptor);
      return { descriptor, role: 'other', shape: 'tar', compression };
    }
    const isFile = titleOf(descriptor) !== undefined;
    if (isFile || !type)
      return {
        descriptor,
        role: type?.role ?? 'other',
        shape: isFile ? 'raw' : 'opaque',
        compression: 'none',
      };
  }
  if (!type)
    throw notValid(
      name,
      `its layer ${descriptor.digest} is of the type ${JSON.stringify(
        descriptor.mediaType,
      )}, which a ${format} has not`,
    );
  const isPrompt =
    descriptor.annotations?.['ml.kitops.modelkit.layer-subtype'] === 'prompt';
  return { descriptor, ...type, ...(isPrompt ? { role: 'prompt' } : {}) };
}

/** Whoever unpacks a folder looks at its bytes: its media type is the user's choice. */
async function sniffCompression(
  place: LayerPlace,
  descriptor: Descriptor,
): Promise<PackagedLayer['compression']> {
  const stream = await openLayerRange(place, descriptor, { start: 0, end: 3 });
  let head = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    head = Buffer.concat([head, chunk]);
    if (head.length > 4) break;
  }
  if (head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  return head.readUInt32BE(0) === 0x28b52ffd ? 'zstd' : 'none';
}

/** @returns the index of the first layer that holds something of the model */
export async function readLayers(
  place: LayerPlace,
  layers: readonly PackagedLayer[],
  table: FileTable,
): Promise<number> {
  let firstOfModel: number | undefined;
  for (const [index, layer] of layers.entries()) {
    place.signal?.throwIfAborted();
    if (layer.isListed) await readLayer(place, layer, table);
    if (table.size > 0) firstOfModel ??= index;
    table.finishLayer();
  }
  return firstOfModel ?? 0;
}

async function readLayer(
  place: LayerPlace,
  layer: PackagedLayer,
  table: FileTable,
): Promise<void> {
  const { descriptor, shape, compression } = layer;
  const name = nameLayer(place, descriptor);
  if (shape !== 'tar') {
    await addRawLayer(place, layer, table);
    return;
  }
  const folder = isUnpacked(descriptor) ? titleOf(descriptor) : undefined;
  await listTar(place, descriptor, compression, (entry, offset) => {
    if (folder !== undefined) checkInside(folder, entry.path, name);
    table.addEntry(entry, offset, descriptor, name);
  });
}

/** An unpacked folder holds nothing beside itself: ORAS would refuse it. */
export function checkInside(
  folder: string,
  written: string,
  name: string,
): void {
  const clean = (text: string) =>
    text
      .split('/')
      .filter(part => part && part !== '.')
      .join('/');
  const path = clean(written);
  const inside = clean(folder);
  if (inside === '' || path === inside || path.startsWith(`${inside}/`)) return;
  throw pathNotAllowed(
    written,
    name,
    `it is outside of ${JSON.stringify(folder)}, the folder that the layer is`,
  );
}

/** What all layers together hold, links followed. */
export function filesOf(
  table: FileTable,
  format: PackageFormat,
): { files: PackagedFile[]; specials: PackagedSpecial[] } {
  const isImage = format === 'modelcar';
  const followsLinks = format === 'modelcar' || format === 'artifact';
  const files: PackagedFile[] = [];
  const specials: PackagedSpecial[] = [];
  for (const placed of table.values()) {
    const inRoot = isImage
      ? placed.path.slice(IMAGE_ROOT.length + 1) || IMAGE_ROOT
      : placed.path;
    if ('sizeBytes' in placed) {
      files.push({ ...placed, path: inRoot });
      continue;
    }
    const followed = followsLinks
      ? followLink(table, placed, isImage ? IMAGE_ROOT : '')
      : undefined;
    if (followed) files.push({ ...followed, path: inRoot });
    else specials.push({ ...placed, path: inRoot });
  }
  return { files: files.sort(byPath), specials: specials.sort(byPath) };
}
