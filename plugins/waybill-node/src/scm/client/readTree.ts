import { isUtf8 } from 'node:buffer';
import type { ScmFile, ScmTree } from '../ScmClient';
import type { Listing } from './listFiles';
import { mapBounded } from './mapBounded';
import type { Repo } from './Repo';
import type { AdapterListedFile, ScmAdapter } from './ScmAdapter';

const MAX_FILES = 5000;
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const CONCURRENCY = 8;

/** Reads the wanted files of a listing that are text. @internal */
export async function readTree(
  adapter: ScmAdapter,
  repo: Repo,
  listing: Listing,
  query: {
    readonly include: (path: string) => boolean;
    readonly signal?: AbortSignal;
  },
): Promise<ScmTree> {
  const { commit } = listing;
  const wanted = listing.files.filter(file => query.include(file.path));
  const files: ScmFile[] = [];
  const skipped: { path: string; reason: 'not-text' | 'too-large' }[] = [];
  let totalBytes = 0;
  let isFull = false;

  const readOne = async (file: AdapterListedFile) => {
    if (totalBytes > MAX_TOTAL_BYTES) {
      isFull = true;
      return;
    }
    const { path } = file;
    const bytes =
      (file.sizeBytes ?? 0) > MAX_FILE_BYTES
        ? undefined
        : await adapter.readListed(repo, { ...file, commit }, query);
    totalBytes += bytes?.length ?? 0;
    if (!bytes || bytes.length > MAX_FILE_BYTES) {
      skipped.push({ path, reason: 'too-large' });
    } else if (!isUtf8(bytes) || bytes.includes(0)) {
      skipped.push({ path, reason: 'not-text' });
    } else {
      files.push({ path, content: bytes.toString('utf8') });
    }
  };
  await mapBounded(wanted.slice(0, MAX_FILES), CONCURRENCY, readOne);
  return {
    commit,
    files: files.sort(byPath),
    isTruncated: listing.isTruncated || wanted.length > MAX_FILES || isFull,
    skipped: skipped.sort(byPath),
  };
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
