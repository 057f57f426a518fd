import { PackagingError } from '../../PackagingError';
import { isEmptyBlock, readHeaderBlock, type HeaderBlock } from './headerBlock';
import { readPaxRecords } from './paxRecords';

/** An entry of a tar as its headers say, nothing of it believed yet. */
export interface TarEntryHead {
  /** As written: may be absolute, may climb out. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'special';
  /** Of the bytes that follow the header. */
  readonly sizeBytes: number;
  /** Permission bits. */
  readonly mode: number;
  readonly linkPath?: string;
}

/** What a header block asks for. */
export type HeaderStep =
  /** The next `sizeBytes` bytes (and their padding) belong to the headers: give them to `readExtension`. */
  | { readonly kind: 'extension'; readonly sizeBytes: number }
  | { readonly kind: 'entry'; readonly entry: TarEntryHead }
  /** The first of two empty blocks. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'end' };

export const TAR_BLOCK = 512;
/** As Go's archive/tar, which wrote most of what is in registries. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
const MAX_EXTENSIONS = 8;
/** Keys that would change every entry behind them: no tool for models writes them so. */
const NEVER_GLOBAL = /^(path|linkpath|size|GNU\.sparse\..*)$/;

/** How many bytes the data of an entry takes, up to the next header. */
export function paddedSize(sizeBytes: number): number {
  return Math.ceil(sizeBytes / TAR_BLOCK) * TAR_BLOCK;
}

/** The error for a tar that is none; `layer` names it. */
export function archiveNotValid(layer: string, why: string): PackagingError {
  return new PackagingError({
    code: 'ARCHIVE_NOT_VALID',
    message: `The ${layer} is no archive that can be read: ${why}. Package the model again.`,
  });
}

/**
 * Reads the headers of a tar (ustar, pax, GNU, v7), block by block and whatever comes: it knows nothing of where the
 * bytes are, so that a listing by ranges and an unpacking stream read by the same rules.
 *
 * Throws `PackagingError` `ARCHIVE_NOT_VALID` and nothing else.
 */
export class TarHeaderReader {
  private extensions = 0;
  private waitsFor?: 'x' | 'g' | 'L' | 'K';
  private pax = new Map<string, string>();
  private longPath?: string;
  private longLink?: string;
  private hasEmptyBlock = false;

  /** @param layer - for messages: `layer sha256:…` */
  constructor(private readonly layer: string) {}

  readBlock(block: Buffer): HeaderStep {
    if (block.length !== TAR_BLOCK || this.waitsFor)
      throw this.invalid('it ends within a header');
    if (isEmptyBlock(block)) return this.readEmptyBlock();
    if (this.hasEmptyBlock)
      throw this.invalid('there is something behind its end');
    const header = readHeaderBlock(block, why => this.invalid(why));
    const { type } = header;
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K')
      return this.expectExtension(type, header.sizeBytes);
    return { kind: 'entry', entry: this.finishEntry(header) };
  }

  readExtension(body: Buffer): void {
    const type = this.waitsFor;
    this.waitsFor = undefined;
    if (type === 'L') this.longPath = textOf(body);
    else if (type === 'K') this.longLink = textOf(body);
    else {
      const records = readPaxRecords(body, why => this.invalid(why));
      if (type === 'x')
        records.forEach((value, key) => this.pax.set(key, value));
      else this.checkGlobal(records);
    }
  }

  /** To be called where the bytes end: a tar may end without its empty blocks, but not within an entry. */
  finish(): void {
    if (this.extensions > 0 || this.waitsFor)
      throw this.invalid('it ends within a header');
  }

  private readEmptyBlock(): HeaderStep {
    this.finish();
    if (this.hasEmptyBlock) return { kind: 'end' };
    this.hasEmptyBlock = true;
    return { kind: 'empty' };
  }

  private expectExtension(
    type: 'x' | 'g' | 'L' | 'K',
    sizeBytes: number,
  ): HeaderStep {
    this.extensions += 1;
    if (sizeBytes > MAX_EXTENSION_BYTES || this.extensions > MAX_EXTENSIONS)
      throw this.invalid('an entry has larger headers than any file needs');
    this.waitsFor = type;
    return { kind: 'extension', sizeBytes };
  }

  private checkGlobal(records: ReadonlyMap<string, string>): void {
    // of a global header nothing is used: it does not count for the entry behind it
    this.extensions -= 1;
    const forbidden = [...records.keys()].find(key => NEVER_GLOBAL.test(key));
    if (forbidden)
      throw this.invalid(`a global header sets '${forbidden}' for all entries`);
  }

  private finishEntry(header: HeaderBlock): TarEntryHead {
    const { pax, longPath, longLink } = this;
    this.pax = new Map();
    this.longPath = undefined;
    this.longLink = undefined;
    this.extensions = 0;
    const path = pax.get('path') ?? longPath ?? header.path;
    if ([...pax.keys()].some(key => key.startsWith('GNU.sparse.')))
      throw this.invalid(`${JSON.stringify(path)} is a sparse file`);
    if (path.includes('\0')) throw this.invalid('a path has a zero in it');
    const type = this.typeOf(header, path);
    const linkPath = pax.get('linkpath') ?? longLink ?? header.linkPath;
    return {
      path,
      type,
      sizeBytes: type === 'file' ? this.sizeOf(header, pax.get('size')) : 0,
      mode: header.mode & 0o777,
      ...(type === 'symlink' || type === 'hardlink' ? { linkPath } : {}),
    };
  }

  private sizeOf(header: HeaderBlock, record: string | undefined): number {
    if (record === undefined) return header.sizeBytes;
    const size = /^\d{1,16}$/.test(record) ? Number(record) : Number.NaN;
    if (!Number.isSafeInteger(size))
      throw this.invalid('a record tells a size that is none');
    return size;
  }

  private typeOf({ type }: HeaderBlock, path: string): TarEntryHead['type'] {
    switch (type) {
      case '\0':
        // before POSIX a folder was a file with a slash at its end
        return path.endsWith('/') ? 'directory' : 'file';
      case '0':
      case '7':
        return 'file';
      case '5':
        return 'directory';
      case '1':
        return 'hardlink';
      case '2':
        return 'symlink';
      case '3':
      case '4':
      case '6':
        return 'special';
      case 'S':
        throw this.invalid(`${JSON.stringify(path)} is a sparse file`);
      default:
        throw this.invalid(
          `${JSON.stringify(path)} is of the unknown type ${JSON.stringify(
            type,
          )}`,
        );
    }
  }

  private invalid(why: string): PackagingError {
    return archiveNotValid(this.layer, why);
  }
}

function textOf(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('utf8', 0, end < 0 ? body.length : end);
}
