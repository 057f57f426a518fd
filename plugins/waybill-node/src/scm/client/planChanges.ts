import { createHash } from 'node:crypto';
import type { ScmFile } from '../ScmClient';
import { mapBounded } from './mapBounded';
import type { Repo } from './Repo';
import type { AdapterOptions, FileChange, ScmAdapter } from './ScmAdapter';

const CONCURRENCY = 8;
/** From so many files on, one listing is cheaper than asking for each. */
const MIN_FILES_FOR_LISTING = 5;
const MAX_LISTED = 20_000;

/**
 * What has to be written so that a commit holds the files: those that are not there, and those that differ.
 *
 * @internal
 */
export async function planChanges(
  adapter: ScmAdapter,
  repo: Repo,
  wanted: { readonly commit: string; readonly files: readonly ScmFile[] },
  options: AdapterOptions,
): Promise<FileChange[]> {
  const { commit } = wanted;
  const blobs =
    wanted.files.length < MIN_FILES_FOR_LISTING
      ? undefined
      : await listBlobs(adapter, repo, commit, options);
  const planOne = async (file: ScmFile): Promise<FileChange | undefined> => {
    const { path } = file;
    const bytes = Buffer.from(file.content, 'utf8');
    if (blobs && !blobs.has(path)) return { path, bytes };
    const blob = blobs?.get(path);
    if (blob && blob === blobId(bytes, blob.length)) return undefined;
    const current = await adapter.findFile(
      repo,
      { path, ref: commit },
      options,
    );
    return current?.bytes.equals(bytes) ? undefined : { path, bytes, current };
  };
  const changes = await mapBounded(wanted.files, CONCURRENCY, planOne);
  return changes.filter(change => change !== undefined);
}

/** @returns the blob of each path; `undefined` where the listing is not whole. */
async function listBlobs(
  adapter: ScmAdapter,
  repo: Repo,
  commit: string,
  options: AdapterOptions,
): Promise<Map<string, string | undefined> | undefined> {
  const { files, isTruncated } = await adapter.listFiles(
    repo,
    { commit, maxFiles: MAX_LISTED },
    options,
  );
  return isTruncated
    ? undefined
    : new Map(files.map(({ path, blob }) => [path, blob]));
}

/** Git's id of a blob; the length of an id tells by which hash the repository names its objects. */
function blobId(bytes: Buffer, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
