import { mkdir, rm } from 'node:fs/promises';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ModelSources } from '../../dependencies';
import { ShipError } from '../../ShipError';
import { type FolderFile, listFiles, resolveFolder } from '../../workspace';
import { extractTar } from './extractTar';
import type { FetchPlan } from './plan';

/** Replaces the target folder by the files of the source, so that a second run finds no leftovers of a first. */
export async function applyFetch(
  plan: FetchPlan,
  sources: ModelSources,
  context: {
    readonly workspacePath: string;
    readonly credentials: () => Promise<BackstageCredentials>;
    readonly signal?: AbortSignal;
  },
): Promise<FolderFile[]> {
  const { workspacePath, signal } = context;
  const directory = resolveFolder(workspacePath, plan.targetPath);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  try {
    if (plan.kind === 'tree') {
      await sources.readTree(plan.url, directory, { signal });
    } else {
      const credentials = await context.credentials();
      await extractTar(
        await sources.openUpload(plan.id, { credentials, signal }),
        directory,
        { signal },
      );
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toSourceError(plan, error);
  }
  return listFiles(workspacePath, plan.targetPath, { signal });
}

function toSourceError(plan: FetchPlan, error: unknown): unknown {
  if (isError(error) && error.name === 'ShipError') return error;
  const [source, advice] =
    plan.kind === 'tree'
      ? [
          plan.url,
          'check that the folder exists and that integrations (or backend.reading.allow) let the portal read it',
        ]
      : [
          `upload:${plan.id}`,
          'upload the files again: uploads are kept for a while only',
        ];
  return new ShipError({
    code: 'SOURCE_UNREADABLE',
    message: `Could not read the model from ${source} (${
      isError(error) ? error.message : error
    }): ${advice}`,
    cause: error,
  });
}
