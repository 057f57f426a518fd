import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ScmClient } from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../../ShipError';
import { resolveFolder } from '../../workspace';
import type { FetchRepositoryPlan } from './plan';

/** What came. */
export interface FetchedRepository {
  readonly commit: string;
  readonly files: readonly string[];
}

/**
 * Replaces the target folder by the text files of the repository's folder.
 *
 * @throws ShipError `SOURCE_EMPTY`, `SOURCE_TOO_LARGE`
 * @throws ScmError
 */
export async function applyFetchRepository(
  plan: FetchRepositoryPlan,
  client: ScmClient,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<FetchedRepository> {
  const { git, path, branch, targetPath } = plan;
  const { signal, workspacePath } = context;
  const where = `'${path || '/'}' of ${git.owner}/${git.name} on ${git.host}`;
  const { commit, files, isTruncated, skipped } = await client.readTree(git, {
    ...(branch && { ref: branch }),
    ...(path && { under: path }),
    include: () => true,
    signal,
  });
  if (isTruncated || skipped.length > 0) {
    const [first] = skipped;
    throw new ShipError({
      code: 'SOURCE_TOO_LARGE',
      message: first
        ? `${first.path} in ${where} is ${
            first.reason === 'not-text' ? 'no text' : 'too large'
          }: name a folder that holds manifests only`
        : `There are more files in ${where} than can be read: name a folder inside it`,
    });
  }
  if (files.length === 0) {
    throw new ShipError({
      code: 'SOURCE_EMPTY',
      message: `There are no files in ${where}: check the folder and the branch`,
    });
  }
  const folder = resolveFolder(workspacePath, targetPath);
  await rm(folder, { recursive: true, force: true });
  const paths = files.map(file => ({
    name: path ? file.path.slice(path.length + 1) : file.path,
    content: file.content,
  }));
  for (const { name, content } of paths) {
    signal?.throwIfAborted();
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return { commit, files: paths.map(({ name }) => name) };
}
