import { createHash } from 'node:crypto';
import type {
  PackageContents,
  PackagedFile,
} from '@waybill/backstage-plugin-waybill-node';
import pLimit from 'p-limit';
import type { ContentsReader } from './ContentsReader';

/** Each costs a request: what a person reads is hashed, and no weights. */
const MAX_FILES = 32;
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 4 * 1024 * 1024;
const PARALLEL = 4;

/**
 * Adds digests of small files where the format tells none: files inside an archive have no digest until somebody reads
 * them. Those of compressed layers are left alone, since all before them would have to be received.
 */
export async function hashSmallFiles(
  contents: PackageContents,
  reader: ContentsReader,
  signal: AbortSignal,
): Promise<PackageContents> {
  const limit = pLimit(PARALLEL);
  const hashed = new Map(
    await Promise.all(
      chooseFiles(contents).map(file =>
        limit(
          async () =>
            [file, await hash(contents, file, reader, signal)] as const,
        ),
      ),
    ),
  );
  return {
    ...contents,
    files: contents.files.map(file => {
      const digest = file.digest ?? hashed.get(file);
      return digest ? { ...file, digest } : file;
    }),
  };
}

function chooseFiles({ files, layers }: PackageContents): PackagedFile[] {
  const plain = new Set(
    layers
      .filter(({ compression }) => compression === 'none')
      .map(({ descriptor }) => descriptor.digest),
  );
  const chosen: PackagedFile[] = [];
  let totalBytes = 0;
  for (const file of files) {
    const isSmall = file.sizeBytes <= MAX_FILE_BYTES;
    if (file.digest || !isSmall || !plain.has(file.layer.digest)) continue;
    totalBytes += file.sizeBytes;
    if (chosen.length >= MAX_FILES || totalBytes > MAX_TOTAL_BYTES) break;
    chosen.push(file);
  }
  return chosen;
}

async function hash(
  contents: PackageContents,
  file: PackagedFile,
  reader: ContentsReader,
  signal: AbortSignal,
): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of reader.openFile(contents, file, signal)) {
    digest.update(chunk);
  }
  return `sha256:${digest.digest('hex')}`;
}
