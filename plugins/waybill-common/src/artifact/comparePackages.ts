import type { PackageFile } from './package';

/** How a file of one package relates to one of another. @public */
export type FileChange =
  | {
      readonly change: 'added' | 'removed';
      readonly path: string;
      readonly file: PackageFile;
    }
  | {
      /** `unknown`: of the same length, and nobody has read both. */
      readonly change: 'changed' | 'same' | 'unknown';
      readonly path: string;
      readonly before: PackageFile;
      readonly after: PackageFile;
    }
  | {
      /** The same bytes under another name. */
      readonly change: 'renamed';
      readonly path: string;
      readonly before: PackageFile;
      readonly after: PackageFile;
    };

/** @public */
export interface PackageComparison {
  /** Sorted by path; of a renamed file the new one. */
  readonly files: readonly FileChange[];
  /** How many there are of each. */
  readonly counts: Readonly<Record<FileChange['change'], number>>;
  /** Whether all files are the same; not known where one is `unknown`. */
  readonly isSame: boolean;
}

/** Files that are gone, each of which may have become one that is new. */
class RemovedFiles {
  private readonly byDigest = new Map<string, PackageFile[]>();
  private readonly gone: Set<PackageFile>;

  constructor(files: readonly PackageFile[]) {
    this.gone = new Set(files);
    for (const file of files) {
      if (!file.digest || file.sizeBytes === 0) continue;
      const same = this.byDigest.get(file.digest);
      if (same) same.push(file);
      else this.byDigest.set(file.digest, [file]);
    }
  }

  take(file: PackageFile): PackageFile | undefined {
    const found = file.digest && this.byDigest.get(file.digest)?.shift();
    if (!found) return undefined;
    this.gone.delete(found);
    return found;
  }

  rest(): Iterable<PackageFile> {
    return this.gone;
  }
}

/**
 * Compares the files of two packages by path, size and digest. A file whose digest changed its path is `renamed`; empty
 * files are not, since all of them are the same.
 *
 * @param knowsSame - whether two files are the same where that is known without their digests
 * @public
 */
export function comparePackages<File extends PackageFile>(
  before: readonly File[],
  after: readonly File[],
  knowsSame: (before: File, after: File) => boolean = () => false,
): PackageComparison {
  const old = new Map(before.map(file => [file.path, file]));
  const files: FileChange[] = [];
  const added: File[] = [];
  for (const file of after) {
    const was = old.get(file.path);
    old.delete(file.path);
    if (was)
      files.push({
        change: knowsSame(was, file) ? 'same' : compareFiles(was, file),
        path: file.path,
        before: was,
        after: file,
      });
    else added.push(file);
  }
  const removed = new RemovedFiles([...old.values()]);
  for (const file of added) {
    const was = removed.take(file);
    files.push(
      was
        ? { change: 'renamed', path: file.path, before: was, after: file }
        : { change: 'added', path: file.path, file },
    );
  }
  for (const file of removed.rest())
    files.push({ change: 'removed', path: file.path, file });
  files.sort(byPath);
  return summarise(files);
}

function summarise(files: readonly FileChange[]): PackageComparison {
  const counts: Record<FileChange['change'], number> = {
    added: 0,
    removed: 0,
    changed: 0,
    same: 0,
    unknown: 0,
    renamed: 0,
  };
  for (const { change } of files) counts[change] += 1;
  return { files, counts, isSame: counts.same === files.length };
}

function compareFiles(
  before: PackageFile,
  after: PackageFile,
): 'changed' | 'same' | 'unknown' {
  if (before.sizeBytes !== after.sizeBytes) return 'changed';
  if (before.sizeBytes === 0) return 'same';
  if (!before.digest || !after.digest) return 'unknown';
  // two algorithms say nothing about each other
  if (algorithmOf(before.digest) !== algorithmOf(after.digest))
    return 'unknown';
  return before.digest === after.digest ? 'same' : 'changed';
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}

/** By code units: the order must not depend on the machine. */
function byPath(left: FileChange, right: FileChange): number {
  if (left.path === right.path) return 0;
  return left.path < right.path ? -1 : 1;
}
