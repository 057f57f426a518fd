import { Readable } from 'node:stream';
import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import type { PackageContents, PackagedFile } from '../contents';
import { openLayerRange, type LayerPlace } from '../contents/layerBytes';
import type { SourceFile } from '../FileTree';
import type { LayerLayout, PackageLayout } from '../PackageLayout';

/** Headers between files are compared by a request each; beyond that, reading the layer is no slower. */
const MAX_GAPS = 64;
const MAX_GAP_BYTES = 4 * 1024 * 1024;

/**
 * Finds layers of a layout that a package has already, byte for byte: a ModelKit and a ModelPack of it differ in the
 * names of their layers only. These are then known by digest: mounted, or streamed as one, and never read to be hashed.
 *
 * @returns the layout, and how many of its layers the package has
 * @throws RegistryError
 * @public
 */
export async function reuseLayers<T extends PackageLayout>(
  client: RegistryClient,
  contents: PackageContents,
  layout: T,
  options: { readonly signal?: AbortSignal } = {},
): Promise<{ readonly layout: T; readonly reused: number }> {
  const place = { client, repository: contents.repository, ...options };
  const files = new Map(contents.files.map(file => [file.path, file]));
  const layers: LayerLayout[] = [];
  let reused = 0;
  for (const layer of layout.layers) {
    const same = await findSame(place, contents, layer, files);
    if (same) reused += 1;
    layers.push(same ? asOne(place, layer, same) : layer);
  }
  return { layout: { ...layout, layers }, reused };
}

async function findSame(
  place: LayerPlace,
  contents: PackageContents,
  layer: LayerLayout,
  files: ReadonlyMap<string, PackagedFile>,
): Promise<Descriptor | undefined> {
  const [first] = layer.files;
  const digest = layer.digest ?? (first && files.get(first.path)?.layer.digest);
  const found = contents.layers.find(
    ({ descriptor, compression }) =>
      descriptor.digest === digest &&
      descriptor.size === layer.sizeBytes &&
      compression === 'none',
  )?.descriptor;
  if (!found || layer.digest) return found;
  const gaps = gapsOf(layer, found, files);
  if (!gaps) return undefined;
  for (const { start, bytes } of gaps) {
    const there = await readRange(place, found, start, bytes.length);
    if (!there.equals(bytes)) return undefined;
  }
  return found;
}

interface Gap {
  readonly start: number;
  readonly bytes: Buffer;
}

/** What is between the files; `undefined` where a file lies elsewhere, or where there is too much to compare. */
function gapsOf(
  layer: LayerLayout,
  { digest }: Descriptor,
  files: ReadonlyMap<string, PackagedFile>,
): Gap[] | undefined {
  const gaps: Gap[] = [];
  let position = 0;
  let parts: Buffer[] = [];
  let gapBytes = 0;
  const close = () => {
    const bytes = Buffer.concat(parts);
    if (bytes.length > 0) gaps.push({ start: position - bytes.length, bytes });
    parts = [];
  };
  for (const segment of layer.segments()) {
    if (Buffer.isBuffer(segment)) {
      parts.push(segment);
      position += segment.length;
      gapBytes += segment.length;
    } else {
      close();
      const file = files.get(segment.path);
      if (file?.layer.digest !== digest || file.offset !== position)
        return undefined;
      position += segment.sizeBytes;
    }
    if (gaps.length > MAX_GAPS || gapBytes > MAX_GAP_BYTES) return undefined;
  }
  close();
  return gaps.length > MAX_GAPS ? undefined : gaps;
}

async function readRange(
  place: LayerPlace,
  layer: Descriptor,
  start: number,
  length: number,
): Promise<Buffer> {
  const end = start + length - 1;
  const chunks: Buffer[] = [];
  for await (const chunk of await openLayerRange(place, layer, { start, end }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The layer as the one blob that it is, wherever its files are. */
function asOne(
  place: LayerPlace,
  layer: LayerLayout,
  { digest, size }: Descriptor,
): LayerLayout {
  const blob: SourceFile = {
    path: layer.files[0]?.path ?? digest,
    sizeBytes: size,
    mode: 0o644,
    fingerprint: digest,
    open: ({ start = 0, signal = place.signal } = {}) =>
      Readable.from(readBlob({ ...place, signal }, digest, size, start), {
        objectMode: false,
      }),
  };
  return {
    ...layer,
    digest,
    mountFrom: place.repository,
    segments: () => [blob],
  };
}

async function* readBlob(
  place: LayerPlace,
  digest: string,
  size: number,
  start: number,
): AsyncGenerator<Buffer> {
  const layer = { mediaType: 'application/octet-stream', digest, size };
  yield* await openLayerRange(place, layer, { start });
}
