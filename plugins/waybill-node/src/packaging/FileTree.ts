import type { Readable } from 'node:stream';
import type { ByteReader } from '../registry';

/**
 * A regular file that goes into a package, wherever its bytes are: on this machine's disk, on a model hub, in another
 * package.
 *
 * @public
 */
export interface SourceFile {
  /** Relative, `/`-separated, Unicode NFC, without `.` and `..` segments. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Permission bits, e.g. `0o644`; where the origin knows none, that. */
  readonly mode: number;
  /** `sha256:<64 hex>` where the origin vouches for it without reading. Whoever reads the file checks it. */
  readonly digest?: string;
  /**
   * Changes whenever the bytes may have changed (device, inode, size and times of a file; the digest of a blob). Absent
   * where nothing of that kind is known: such a file's digest is never remembered.
   */
  readonly fingerprint?: string;
  /**
   * Streams the bytes from `start` (0 where absent), as many as `sizeBytes` says or fewer or more where the origin
   * changed: the reader compares.
   */
  open(options?: {
    readonly start?: number;
    readonly signal?: AbortSignal;
  }): Readable;
  /** Reads from the start into the caller's buffers, where the origin can: much faster for what is large. */
  openReader?(): ByteReader;
}

/** A folder of a tree, for formats that keep folders and their modes. @public */
export interface SourceFolder {
  /** As a file's, without a slash at its end. */
  readonly path: string;
  readonly mode: number;
}

/**
 * The files that a package is made of, sorted by the bytes of their paths, no path twice.
 *
 * @public
 */
export interface FileTree {
  /** For messages: `'./model'`, `'hf://org/name@main'`. Never a secret. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** Every folder, empty ones as well, sorted by path; absent where the origin knows files only. */
  readonly folders?: readonly SourceFolder[];
}
