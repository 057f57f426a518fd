import type { PackagedFile, PackagedLayer } from '../contents';
import {
  openLayerRange,
  openUncompressed,
  type LayerPlace,
} from '../contents/layerBytes';

/** A gap that is read over rather than asked for anew. */
const SHORT_GAP_BYTES = 1024 * 1024;
/** What is passed over on the way may be asked for next: configuration lies between weights. */
const KEPT_FILE_BYTES = 256 * 1024;
const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Reads files of one layer one after the other from one stream, where they are asked for in about the order in which
 * they lie there: a compressed layer can only be read from its beginning, and one request for each file would be slow
 * for an uncompressed one too.
 */
export class LayerCursor {
  private chunks: AsyncIterator<Buffer> | undefined;
  private rest: Buffer = Buffer.alloc(0);
  private position = 0;
  /** The first of the files that is not behind the position. */
  private next = 0;
  private isBusy = false;
  private readonly kept = new Map<number, Buffer>();
  private keptBytes = 0;
  private readonly files: readonly PackagedFile[];

  constructor(
    private readonly place: LayerPlace,
    private readonly layer: PackagedLayer,
    files: readonly PackagedFile[],
  ) {
    this.files = [...files].sort((a, b) => a.offset - b.offset);
  }

  /** @returns `undefined` while another file is being read */
  read(file: PackagedFile): AsyncGenerator<Buffer> | undefined {
    if (this.isBusy) return undefined;
    this.isBusy = true;
    return this.readFile(file);
  }

  /** Lets go of the connection. What was read to its end has been checked against the layer's digest. */
  async close(): Promise<void> {
    await this.leave();
    this.kept.clear();
  }

  private async *readFile(file: PackagedFile): AsyncGenerator<Buffer> {
    const { offset, sizeBytes } = file;
    try {
      if (!this.kept.has(offset)) await this.moveTo(offset);
      if (this.canKeep(file)) await this.keep(file);
      const kept = this.kept.get(offset);
      if (kept) yield kept;
      else yield* this.takeAll(sizeBytes);
      await this.finish();
    } finally {
      this.isBusy = false;
    }
  }

  /** Ends early where the layer does: who reads compares. */
  private async *takeAll(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      const chunk = await this.take(left);
      if (!chunk) return;
      left -= chunk.length;
      yield chunk;
    }
  }

  private async moveTo(offset: number): Promise<void> {
    const gap = offset - this.position;
    const canSkip = this.layer.compression !== 'none' || gap <= SHORT_GAP_BYTES;
    if (!this.chunks || gap < 0 || !canSkip) {
      await this.leave();
      await this.openAt(offset);
    }
    while (this.position < offset) {
      const chunk = await this.passOver(offset);
      if (!chunk) return;
    }
  }

  private async openAt(offset: number): Promise<void> {
    const { place, layer } = this;
    const { compression, descriptor } = layer;
    const isNear = compression !== 'none' || offset <= SHORT_GAP_BYTES;
    const stream = isNear
      ? await openUncompressed(place, descriptor, compression)
      : await openLayerRange(place, descriptor, { start: offset });
    this.position = isNear ? 0 : offset;
    this.next = 0;
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Goes on towards a position, and keeps small files that lie on the way. */
  private async passOver(offset: number): Promise<Buffer | undefined> {
    while (this.isBehind(this.files[this.next])) this.next += 1;
    const next = this.files[this.next];
    const isOnTheWay = next && next.offset + next.sizeBytes <= offset;
    if (!isOnTheWay) return this.take(offset - this.position);
    if (!this.canKeep(next))
      return this.take(next.offset + next.sizeBytes - this.position);
    return next.offset > this.position
      ? this.take(next.offset - this.position)
      : this.keep(next);
  }

  private isBehind(file: PackagedFile | undefined): boolean {
    return (
      file !== undefined &&
      (file.offset < this.position || file.sizeBytes === 0)
    );
  }

  private canKeep({ offset, sizeBytes }: PackagedFile): boolean {
    return (
      sizeBytes > 0 &&
      sizeBytes <= KEPT_FILE_BYTES &&
      this.keptBytes + sizeBytes <= KEPT_BYTES &&
      !this.kept.has(offset)
    );
  }

  /** Reads the file that lies at the position. */
  private async keep({
    offset,
    sizeBytes,
  }: PackagedFile): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for await (const chunk of this.takeAll(sizeBytes)) parts.push(chunk);
    const bytes = Buffer.concat(parts);
    this.kept.set(offset, bytes);
    this.keptBytes += bytes.length;
    return bytes.length < sizeBytes ? undefined : bytes;
  }

  /** At most so many of the next bytes. */
  private async take(most: number): Promise<Buffer | undefined> {
    while (this.rest.length === 0) {
      const next = await this.chunks?.next();
      if (!next || next.done) return undefined;
      this.rest = next.value;
    }
    const taken = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }

  /** Behind the last file comes padding: read to its end, the layer is checked against its digest. */
  private async finish(): Promise<void> {
    const last = this.files.at(-1);
    if (!last || this.position < last.offset + last.sizeBytes) return;
    for (let left = SHORT_GAP_BYTES; left > 0; ) {
      const chunk = await this.take(left);
      if (!chunk) break;
      left -= chunk.length;
    }
    await this.leave();
  }

  private async leave(): Promise<void> {
    const { chunks } = this;
    this.chunks = undefined;
    this.rest = Buffer.alloc(0);
    await chunks?.return?.();
  }
}
