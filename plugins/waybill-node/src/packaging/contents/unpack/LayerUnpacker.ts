import type { Descriptor } from '@waybill/backstage-plugin-waybill-common';
import { PackagingError } from '../../PackagingError';
import { filePath } from '../entryPath';
import { IMAGE_ROOT, MAX_ENTRIES, MAX_FILES, isElsewhere } from '../FileTable';
import { fileMetadataOf, isUnpacked, titleOf } from '../layerAnnotations';
import { nameLayer, type LayerPlace } from '../layerBytes';
import { checkInside } from '../readContents';
import { rawPathOf } from '../rawLayer';
import type { PackagedLayer } from '../PackageContents';
import { archiveNotValid, type TarEntryHead } from '../tar/TarHeaderReader';
import { TarStreamReader } from '../tar/TarStreamReader';
import { FileWriter } from './FileWriter';
import { streamLayer } from './streamLayer';
import type { StagedFile, UnpackTarget } from './UnpackTarget';

/** What was met in a layer, in its order. */
export interface UnpackedEntry {
  readonly entry: TarEntryHead;
  readonly offset: number;
  readonly layer: Descriptor;
  /** Where its bytes are; absent for what is no file, or is not wanted. */
  readonly staged?: StagedFile;
}

/** What all layers of a package have in common. */
export interface UnpackJob {
  readonly place: LayerPlace;
  readonly target: UnpackTarget;
  readonly isImage: boolean;
  /** Of the path in the package; all are wanted where absent. */
  readonly isWanted?: (path: string) => boolean;
  readonly onBytes: (received: number, file?: string) => void;
  /** Of all layers together. */
  readonly counted: { entries: number; files: number };
}

type Found = { -readonly [K in keyof UnpackedEntry]: UnpackedEntry[K] };

class LayerUnpacker {
  readonly entries: Found[] = [];
  /** The one that is on its way. */
  file?: string;
  private readonly writer: FileWriter;
  private readonly tar?: TarStreamReader;
  private readonly name: string;
  private readonly folder?: string;
  private isWriting = false;
  private rawBytes = 0;
  /** Paths whose places are still to be looked at. */
  private unseen: string[] = [];

  constructor(
    private readonly job: UnpackJob,
    private readonly layer: PackagedLayer,
  ) {
    const { descriptor, shape } = layer;
    this.name = nameLayer(job.place, descriptor);
    this.writer = new FileWriter(job.target);
    this.folder = isUnpacked(descriptor) ? titleOf(descriptor) : undefined;
    if (shape === 'tar') this.tar = new TarStreamReader(this.name, this);
    else this.beginRaw();
  }

  write(bytes: Buffer): void {
    if (this.tar) this.tar.write(bytes);
    else this.onData(bytes);
  }

  async flush(): Promise<void> {
    const { unseen } = this;
    this.unseen = [];
    // refused before more of it is received; looked at again when it is put there
    for (const path of unseen) await this.job.target.mayPlace(path);
    await this.writer.flush();
  }

  end(): void {
    if (this.tar) this.tar.end();
    else this.endRaw();
  }

  close(): Promise<void> {
    return this.writer.close();
  }

  onEntry(entry: TarEntryHead, offset: number): void {
    const { counted, isImage, isWanted } = this.job;
    counted.entries += 1;
    if (counted.entries > MAX_ENTRIES) throw this.tooMany(MAX_ENTRIES);
    if (isImage && isElsewhere(entry.path)) return;
    if (this.folder !== undefined)
      checkInside(this.folder, entry.path, this.name);
    const found: Found = { entry, offset, layer: this.layer.descriptor };
    this.entries.push(found);
    if (entry.type !== 'file') return;
    const path = filePath(entry.path, this.name);
    const inPackage = isImage ? path.slice(IMAGE_ROOT.length + 1) : path;
    if (isWanted && !isWanted(inPackage)) return;
    this.begin(inPackage, entry.mode, found);
  }

  onData(bytes: Buffer): void {
    this.rawBytes += bytes.length;
    if (this.isWriting) this.writer.write(bytes);
  }

  onEntryEnd(): void {
    if (this.isWriting) this.writer.end();
    this.isWriting = false;
  }

  private beginRaw(): void {
    const { descriptor } = this.layer;
    const path = rawPathOf(this.layer) ?? '';
    const { mode = 0o644 } = fileMetadataOf(descriptor);
    this.onEntry({ path, type: 'file', sizeBytes: descriptor.size, mode }, 0);
  }

  /** How long a compressed file is, is known only now. */
  private endRaw(): void {
    const { descriptor } = this.layer;
    const { sizeBytes = this.rawBytes } = fileMetadataOf(descriptor);
    if (sizeBytes !== this.rawBytes)
      throw archiveNotValid(
        this.name,
        `it holds ${this.rawBytes} bytes, and its metadata say ${sizeBytes}`,
      );
    const [found] = this.entries;
    found.entry = { ...found.entry, sizeBytes };
    this.onEntryEnd();
  }

  private begin(path: string, mode: number, found: Found): void {
    const { counted } = this.job;
    counted.files += 1;
    if (counted.files > MAX_FILES) throw this.tooMany(MAX_FILES);
    this.file = path;
    this.isWriting = true;
    this.unseen.push(path);
    this.writer.begin(mode, staged => {
      found.staged = staged;
    });
  }

  private tooMany(limit: number): PackagingError {
    return new PackagingError({
      code: 'TOO_MANY_FILES',
      message: `The package of the ${this.name} holds more than ${limit} files: nothing of it was kept.`,
    });
  }
}

/**
 * Receives a layer and stages its files. Returns only when all of it has come and its digest is right.
 *
 * @throws PackagingError, RegistryError
 */
export async function unpackLayer(
  job: UnpackJob,
  layer: PackagedLayer,
): Promise<UnpackedEntry[]> {
  const unpacker = new LayerUnpacker(job, layer);
  try {
    await streamLayer(job.place, layer, unpacker, bytes =>
      job.onBytes(bytes, unpacker.file),
    );
    return unpacker.entries;
  } finally {
    await unpacker.close();
  }
}
