import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import type {
  ScmClient,
  ScmRepository,
} from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../../ShipError';
import type { PublishPlan } from './plan';

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
  const wanted = new Set(files.map(({ path }) => path));
  const tree = await scm.readTree(plan, {
    include: path => wanted.has(path),
    signal: context.signal,
  });
  const existing = new Map(tree.files.map(file => [file.path, file.content]));
  const different = files.find(
    ({ path, content }) => existing.get(path) !== content,
  );
  if (!different) return;
  throw new ShipError({
    code: 'REPOSITORY_TAKEN',
    message: `The Git repository ${plan.owner}/${plan.name} on ${
      plan.host
    } exists with other content (${different.path} ${
      existing.has(different.path) ? 'differs' : 'is not there'
    }): choose another name for the model, or change its repository by a commit`,
  });
}
