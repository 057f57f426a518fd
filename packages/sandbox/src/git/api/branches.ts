import { z } from 'zod';
import {
  readJson,
  requireAuthentication,
  requireRepository,
  writeJson,
  writeNothing,
  type GitHandler,
  type GitRequest,
} from '../context';
import { GitError } from '../GitError';
import { git } from '../gitCommand';
import type { StoredRepository } from '../GitStore';
import {
  branchHead,
  isRefName,
  listBranches,
  readCommit,
  requireCommit,
} from '../readRepository';
import { moveBranch } from '../writeCommit';
import { branchShape } from './shapes';

const createSchema = z.object({
  new_branch_name: z.string().refine(isRefName, 'is no branch name'),
  old_branch_name: z.string().optional(),
  old_ref_name: z.string().optional(),
});

export const getBranches: GitHandler = async context => {
  const repository = await requireRepository(context);
  const names = await listBranches(repository);
  const shapes = await Promise.all(
    names.map(name => shapeOf(context, repository, name)),
  );
  writeJson(context, 200, shapes, { 'X-Total-Count': String(shapes.length) });
};

export const getBranch: GitHandler = async context => {
  const repository = await requireRepository(context);
  writeJson(
    context,
    200,
    await shapeOf(context, repository, context.parameters[2]),
  );
};

export const createBranch: GitHandler = async context => {
  requireAuthentication(context);
  const repository = await requireRepository(context);
  const body = await readJson(context, createSchema);
  const from =
    body.old_ref_name || body.old_branch_name || repository.defaultBranch;
  const commit = await requireCommit(repository, from);
  if (await branchHead(repository, body.new_branch_name)) {
    throw new GitError(
      409,
      `The branch already exists. [name: ${body.new_branch_name}]`,
    );
  }
  await moveBranch(repository, body.new_branch_name, commit, undefined);
  writeJson(
    context,
    201,
    await shapeOf(context, repository, body.new_branch_name),
  );
};

export const deleteBranch: GitHandler = async context => {
  requireAuthentication(context);
  const repository = await requireRepository(context);
  const [, , name] = context.parameters;
  if (name === repository.defaultBranch)
    throw new GitError(403, 'can not delete default branch');
  await removeBranch(repository, name);
  writeNothing(context, 204);
};

export async function removeBranch(
  repository: StoredRepository,
  name: string,
): Promise<void> {
  const head = await requireBranch(repository, name);
  await git(['update-ref', '-d', `refs/heads/${name}`, head], {
    dir: repository.dir,
  });
}

/** @returns the branch's commit. @throws GitError 404 */
export async function requireBranch(
  repository: StoredRepository,
  name: string,
): Promise<string> {
  const head = await branchHead(repository, name);
  if (!head)
    throw new GitError(
      404,
      `branch does not exist [name: ${name.slice(0, 200)}]`,
    );
  return head;
}

async function shapeOf(
  context: GitRequest,
  repository: StoredRepository,
  name: string,
) {
  const commit = await readCommit(
    repository,
    await requireBranch(repository, name),
  );
  return branchShape(context, repository, { name, commit });
}
