import type { Readable } from 'node:stream';

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
}
