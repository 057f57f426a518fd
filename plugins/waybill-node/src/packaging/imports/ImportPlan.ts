import type { FileTree } from '../FileTree';

/**
 * Something to know before the files are packaged.
 *
 * - `PICKLES_LEFT_OUT`: weights that are there as SafeTensors too.
 * - `PICKLES`: loading such a file runs code that is in it.
 * - `GATED`, `PRIVATE`: not everybody may have these files: neither should everybody have the package.
 * - `NO_LICENSE`: nothing says what may be done with them.
 * - `NO_DIGEST`: nobody vouches for the bytes.
 *
 * @public
 */
export interface ImportWarning {
  readonly code:
    | 'PICKLES_LEFT_OUT'
    | 'PICKLES'
    | 'GATED'
    | 'PRIVATE'
    | 'NO_LICENSE'
    | 'NO_DIGEST';
  readonly message: string;
}

/** A file that is not imported, and why. @public */
export interface IgnoredFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly reason: 'ignored' | 'not included' | 'pickle' | 'housekeeping';
}

/** An import before a file is read: printable, what its user agrees to. @public */
export interface ImportPlan {
  readonly kind: 'huggingface' | 'https' | 'registry' | 'git';
  /** Where from, as its user knows it: `hf://org/name@main`. */
  readonly name: string;
  /** What does not move any more: a commit, a digest. */
  readonly revision: string;
  /** As the source says it, e.g. `apache-2.0`. */
  readonly license?: string;
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number;
    readonly digest?: string;
  }[];
  readonly totalBytes: number;
  readonly warnings: readonly ImportWarning[];
  readonly ignored: readonly IgnoredFile[];
  /** What a model hub tells beyond that, for a model card: `pipeline_tag`, `library_name`, number of parameters. */
  readonly facts: Readonly<Record<string, string>>;
  /** The files for a package's layout: read when they are sent, and never written to a disk but by git. */
  readonly tree: FileTree;
  /** Removes what the files are kept in until they have been read; absent where that is nothing. */
  close?(): Promise<void>;
}
