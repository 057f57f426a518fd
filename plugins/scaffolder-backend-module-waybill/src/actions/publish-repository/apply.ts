import { readFile } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import type {
  ScmClient,
  ScmRepository,
} from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../../ShipError';
import { listFiles, resolveFolder } from '../../workspace';
import type { PublishPlan } from './plan';

const MAX_FILE_BYTES = 1024 * 1024;

/** The text files of a workspace folder. @throws ShipError `FILE_NOT_TEXT` */
export async function readRepositoryFiles(
  plan: PublishPlan,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<RepositoryFile[]> {
  const { workspacePath, signal } = context;
  const folder = resolveFolder(workspacePath, plan.path);
  const files: RepositoryFile[] = [];
  for (const { path, sizeBytes } of await listFiles(workspacePath, plan.path, {
    signal,
  })) {
    const bytes =
      sizeBytes > MAX_FILE_BYTES
        ? undefined
        : await readFile(join(folder, path), { signal });
    if (!bytes || !isUtf8(bytes)) {
      throw new ShipError({
        code: 'FILE_NOT_TEXT',
        message: `'${path}' in '${plan.path}' is no text of up to ${MAX_FILE_BYTES} bytes: a model's files belong into the package, not into Git`,
      });
    }
    files.push({ path, content: bytes.toString('utf8') });
  }
  return files;
}

/**
 * Creates the repository and commits the files. A repository that holds exactly these files (a task that is run again)
 * is left as it is; one that holds anything else in their place is somebody's, and refused.
 *
 * @throws ShipError `REPOSITORY_TAKEN`
 * @throws ScmError
 */
export async function applyPublish(
  plan: PublishPlan,
  files: readonly RepositoryFile[],
  scm: ScmClient,
  context: { readonly signal?: AbortSignal },
): Promise<{ readonly repository: ScmRepository; readonly commit: string }> {
  const repository = await scm.createRepository(plan, context);
  if (!repository.isEmpty) {
    await requireSameFiles(plan, files, scm, context);
  }
  const { commit } = await scm.commitFiles(
    plan,
    { branch: repository.defaultBranch, message: plan.message, files },
    context,
  );
  return { repository, commit };
}

async function requireSameFiles(
  plan: PublishPlan,
  files: readonly RepositoryFile[],
  scm: ScmClient,
  context: { readonly signal?: AbortSignal },
): Promise<void> {
  for (const file of files) {
    const existing = await scm.readFile(plan, { path: file.path }, context);
    if (existing?.content !== file.content) {
      throw new ShipError({
        code: 'REPOSITORY_TAKEN',
        message: `The Git repository ${plan.owner}/${plan.name} on ${
          plan.host
        } exists with other content (${file.path} ${
          existing ? 'differs' : 'is not there'
        }): choose another name for the model, or change its repository by a commit`,
      });
    }
  }
}
