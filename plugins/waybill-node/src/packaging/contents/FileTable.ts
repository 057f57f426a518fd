import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { PackagingError } from '../PackagingError';
import { entryPath, filePath, foldersOf, pathNotAllowed } from './entryPath';
import type { PackagedFile, PackagedSpecial } from './PackageContents';
import type { TarEntryHead } from './tar/TarHeaderReader';

/** As many as a package may be made of. */
export const MAX_FILES = 100_000;
/** Of all kinds: a base image has more than a model. */
export const MAX_ENTRIES = 1_000_000;

/** Where KServe looks for the model in an image. */
export const IMAGE_ROOT = 'models';
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

type Placed =
  | { readonly file: PackagedFile }
  | { readonly special: PackagedSpecial };

/**
 * The files of a package while its layers are read, one over the other as `overlay` (images), or side by side: then two at
 * one path are refused.
 */
export class FileTable {
  private readonly placed = new Map<string, Placed>();
  private layerPlaced = new Map<string, Placed>();
  private layerFolders = new Set<string>();
  private readonly folders = new Set<string>();
  private hidden = new Set<string>();
  private emptied = new Set<string>();
  private entries = 0;

  constructor(
    private readonly name: string,
    private readonly mode: 'overlay' | 'beside',
  ) {}

  /** @param layerName - for messages */
  addEntry(
    entry: TarEntryHead,
    offset: number,
    layer: Descriptor,
    layerName: string,
  ): void {
    this.entries += 1;
    if (this.entries > MAX_ENTRIES) throw this.tooMany(MAX_ENTRIES);
    if (this.mode === 'overlay' && isElsewhere(entry.path)) return;
    const path =
      entry.type === 'file'
        ? filePath(entry.path, layerName)
        : entryPath(entry.path, layerName);
    if (path === '') return;
    if (this.mode === 'overlay' && this.takeWhiteout(path)) return;
    if (entry.type === 'directory') {
      this.noteFolders(path);
      this.layerFolders.add(path);
      this.checkFolders(path, layerName, this.has(path));
      return;
    }
    const { sizeBytes, mode } = entry;
    this.add(
      path,
      entry.type === 'file'
        ? { file: { path, sizeBytes, mode, layer, offset } }
        : { special: specialOf(path, entry, layer) },
      layerName,
    );
  }

  /** A file that is a layer of its own. */
  addFile(file: PackagedFile, layerName: string): void {
    const path = filePath(file.path, layerName);
    this.add(path, { file: { ...file, path } }, layerName);
  }

  /** To be called after each layer. */
  finishLayer(): void {
    if (this.mode === 'overlay') this.removeCovered();
    for (const [path, placed] of this.layerPlaced)
      this.placed.set(path, placed);
    for (const folder of this.layerFolders) this.folders.add(folder);
    this.layerPlaced = new Map();
    this.layerFolders = new Set();
    this.hidden = new Set();
    this.emptied = new Set();
  }

  /** Files and links found, those of the current layer included. */
  get size(): number {
    return this.placed.size + this.layerPlaced.size;
  }

  get(path: string): PackagedFile | PackagedSpecial | undefined {
    const placed = this.placed.get(path);
    return placed && ('file' in placed ? placed.file : placed.special);
  }

  *values(): Generator<PackagedFile | PackagedSpecial> {
    for (const placed of this.placed.values())
      yield 'file' in placed ? placed.file : placed.special;
  }

  /** Folders that layers name or have files in; an image may have hidden some again. */
  allFolders(): ReadonlySet<string> {
    return this.folders;
  }

  private add(path: string, placed: Placed, layerName: string): void {
    if (this.placed.size + this.layerPlaced.size >= MAX_FILES)
      throw this.tooMany(MAX_FILES);
    const before =
      this.layerPlaced.get(path) ??
      (this.mode === 'beside' ? this.placed.get(path) : undefined);
    if (before) {
      if (isSame(before, placed)) return;
      throw this.twice(path);
    }
    this.noteFolders(path);
    this.layerPlaced.set(path, placed);
    this.checkFolders(
      path,
      layerName,
      this.layerFolders.has(path) ||
        (this.mode === 'beside' && this.folders.has(path)),
    );
  }

  private noteFolders(path: string): void {
    for (const folder of foldersOf(path)) this.layerFolders.add(folder);
  }

  /** Nothing is below a file or a link: whoever unpacks would follow the link. */
  private checkFolders(path: string, layerName: string, isBoth: boolean): void {
    if (isBoth)
      throw pathNotAllowed(path, layerName, 'it is a folder and a file too');
    for (const folder of foldersOf(path)) {
      if (this.has(folder))
        throw pathNotAllowed(
          path,
          layerName,
          `${JSON.stringify(folder)} is no folder`,
        );
    }
  }

  private has(path: string): boolean {
    return (
      this.layerPlaced.has(path) ||
      (this.mode === 'beside' && this.placed.has(path))
    );
  }

  private takeWhiteout(path: string): boolean {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (!name.startsWith(WHITEOUT)) return false;
    const folder = path.slice(0, Math.max(0, slash));
    if (name === OPAQUE) this.emptied.add(folder);
    else if (name.length > WHITEOUT.length)
      this.hidden.add(
        folder
          ? `${folder}/${name.slice(WHITEOUT.length)}`
          : name.slice(WHITEOUT.length),
      );
    return true;
  }

  /** What lower layers hold at or below what this one hides, empties or replaces. */
  private removeCovered(): void {
    if (this.placed.size === 0) return;
    for (const path of [...this.placed.keys()]) {
      const isCovered =
        this.hidden.has(path) ||
        this.layerFolders.has(path) ||
        this.emptied.has('') ||
        [...foldersOf(path)].some(
          folder =>
            this.hidden.has(folder) ||
            this.emptied.has(folder) ||
            this.layerPlaced.has(folder),
        );
      if (isCovered) this.placed.delete(path);
    }
  }

  private tooMany(limit: number): PackagingError {
    return new PackagingError({
      code: 'TOO_MANY_FILES',
      message: `${this.name} holds more than ${limit} files: nothing of it was used.`,
    });
  }

  private twice(path: string): PackagingError {
    return new PackagingError({
      code: 'DUPLICATE_ENTRY',
      message: `${this.name} holds ${JSON.stringify(
        path,
      )} twice, and programs would disagree which one counts: nothing of it was used. Package the model again.`,
    });
  }
}

/**
 * Whether an image's entry is not of the model: an operating system has names that no package may hold, and none of them
 * is ever written.
 */
export function isElsewhere(written: string): boolean {
  const segments = written.split('/').filter(part => part && part !== '.');
  return (
    !segments.includes('..') &&
    segments[0] !== IMAGE_ROOT &&
    segments[0] !== `${WHITEOUT}${IMAGE_ROOT}` &&
    segments[0] !== OPAQUE
  );
}

function specialOf(
  path: string,
  { type, linkPath }: TarEntryHead,
  layer: Descriptor,
): PackagedSpecial {
  return type === 'symlink' || type === 'hardlink'
    ? { path, type, target: linkPath ?? '', layer }
    : { path, type: 'device', layer };
}

/** One layer may stand twice in a manifest: for two parts of a kit that hold the same. */
function isSame(left: Placed, right: Placed): boolean {
  return (
    'file' in left &&
    'file' in right &&
    left.file.layer.digest === right.file.layer.digest &&
    left.file.offset === right.file.offset
  );
}
