import { ImportError } from '../ImportError';

const FIRST_LINE = Buffer.from('version https://git-lfs.github.com/spec/v1');
/** As the specification of Git LFS has it. */
const MAX_BYTES = 1_024;

/** Whether a file has the length of a pointer: others need not be read. */
export function mayBeLfsPointer({
  sizeBytes,
}: {
  readonly sizeBytes: number;
}): boolean {
  return sizeBytes > FIRST_LINE.length && sizeBytes < MAX_BYTES;
}

/** @throws ImportError `LFS_POINTER` where a file is in Git LFS, and Git has a pointer in its place */
export function refuseLfsPointer(
  file: { readonly path: string; readonly bytes: Buffer },
  name: string,
): void {
  if (!file.bytes.subarray(0, FIRST_LINE.length).equals(FIRST_LINE)) return;
  throw new ImportError({
    code: 'LFS_POINTER',
    message: `${file.path} of ${name} is in Git LFS, and Git has a pointer of ${file.bytes.length} bytes in its place: clone the repository with git lfs, and package the folder.`,
  });
}
