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
import type { StoredRepository } from '../GitStore';
import {
  isAncestor,
  mergeBranches,
  mergedTree,
  MERGE_STYLES,
} from '../mergeBranches';
import type { StoredPull } from '../PullStore';
import { branchHead, listChanges } from '../readRepository';
import { removeBranch, requireBranch } from './branches';
import { authorOf } from './repositories';
import { htmlUrl, repositoryShape, userShape } from './shapes';

const MAX_PAGE = 50;

const createSchema = z.object({
  head: z.string(),
  base: z.string(),
  title: z.string().min(1).max(255),
  body: z.string().max(65536).optional(),
});
const editSchema = z.object({
  title: z.string().min(1).max(255).optional(),
  body: z.string().max(65536).optional(),
  state: z.enum(['open', 'closed']).optional(),
});
// `MergePullRequestForm`, with its own spelling
const mergeSchema = z.object({
  Do: z.enum(MERGE_STYLES),
  MergeTitleField: z.string().optional(),
  MergeMessageField: z.string().optional(),
  head_commit_id: z.string().optional(),
  delete_branch_after_merge: z.boolean().optional(),
});

export const listPulls: GitHandler = async context => {
  const repository = await requireRepository(context);
  const state = context.query.get('state') ?? 'open';
  const pulls = (await context.pulls.list(repository)).filter(
    pull => state === 'all' || pull.state === state,
  );
  const limit = positive(context.query.get('limit')) ?? MAX_PAGE;
  const start = ((positive(context.query.get('page')) ?? 1) - 1) * limit;
  const shapes = await Promise.all(
    pulls
      .slice(start, start + limit)
      .map(pull => pullShape(context, repository, pull)),
  );
  writeJson(context, 200, shapes, { 'X-Total-Count': String(pulls.length) });
};

export const getPull: GitHandler = async context => {
  const repository = await requireRepository(context);
  writeJson(
    context,
    200,
    await pullShape(
      context,
      repository,
      await requirePull(context, repository),
    ),
  );
};

export const createPull: GitHandler = async context => {
  requireAuthentication(context);
  const repository = await requireRepository(context);
  const {
    title,
    body = '',
    base,
    ...rest
  } = await readJson(context, createSchema);
  // `owner:branch` is a branch of a fork; here only the repository's own owner has one.
  const head = rest.head.replace(`${repository.owner}:`, '');
  const [headSha, baseSha] = [
    await requireBranch(repository, head),
    await requireBranch(repository, base),
  ];
  if (headSha === baseSha)
    throw new GitError(
      422,
      'there are no changes between the head and the base',
    );
  await context.locks.run(repository.dir, async () => {
    const same = (await context.pulls.list(repository)).find(
      pull => pull.state === 'open' && pull.head === head && pull.base === base,
    );
    if (same) {
      throw new GitError(
        409,
        `pull request already exists for these targets [id: ${same.number}, base: ${base}, head: ${head}]`,
      );
    }
    const pull = await context.pulls.add(repository, {
      title,
      body,
      head,
      base,
      headSha,
      baseSha,
    });
    writeJson(context, 201, await pullShape(context, repository, pull));
  });
};

export const editPull: GitHandler = async context => {
  requireAuthentication(context);
  const repository = await requireRepository(context);
  const pull = await requirePull(context, repository);
  const changes = await readJson(context, editSchema);
  if (pull.mergeCommit && changes.state)
    throw new GitError(422, 'a merged pull request cannot change its state');
  const now = new Date().toISOString();
  const state = changes.state ?? pull.state;
  const edited = {
    ...(await withHeads(repository, pull)),
    ...changes,
    state,
    updatedAt: now,
  };
  edited.closedAt = state === 'closed' ? pull.closedAt ?? now : null;
  await context.pulls.save(repository, edited);
  writeJson(context, 201, await pullShape(context, repository, edited));
};

/** 204 when it is merged, else 404. */
export const isPullMerged: GitHandler = async context => {
  const pull = await requirePull(context, await requireRepository(context));
  if (!pull.mergeCommit)
    throw new GitError(404, 'the pull request is not merged');
  writeNothing(context, 204);
};

export const listPullFiles: GitHandler = async context => {
  const repository = await requireRepository(context);
  const pull = await withHeads(
    repository,
    await requirePull(context, repository),
  );
  const words: Record<string, string> = { A: 'added', D: 'deleted' };
  const changes = await listChanges(repository, pull.baseSha, pull.headSha);
  writeJson(
    context,
    200,
    changes.map(({ status, path }) => ({
      filename: path,
      status: words[status] ?? 'changed',
    })),
  );
};

export const mergePull: GitHandler = async context => {
  requireAuthentication(context);
  const repository = await requireRepository(context);
  const form = await readJson(context, mergeSchema);
  await context.locks.run(repository.dir, async () => {
    const pull = await requirePull(context, repository);
    if (pull.state === 'closed')
      throw new GitError(405, 'the pull request is closed');
    const head = await requireBranch(repository, pull.head);
    const base = await requireBranch(repository, pull.base);
    if (form.head_commit_id && form.head_commit_id !== head)
      throw new GitError(409, 'head branch has changed');
    const title =
      form.MergeTitleField ||
      `Merge pull request '${pull.title}' (#${pull.number}) from ${pull.head} into ${pull.base}`;
    const mergeCommit = await mergeBranches(repository, {
      base: { branch: pull.base, sha: base },
      head,
      style: form.Do,
      message: [title, form.MergeMessageField].filter(Boolean).join('\n\n'),
      author: authorOf(context),
    });
    const now = new Date().toISOString();
    const merged = {
      state: 'closed',
      headSha: head,
      baseSha: base,
      mergeCommit,
      closedAt: now,
      updatedAt: now,
    } as const;
    await context.pulls.save(repository, { ...pull, ...merged });
    if (form.delete_branch_after_merge)
      await removeBranch(repository, pull.head);
  });
  writeNothing(context, 200);
};

async function requirePull(
  { pulls, parameters }: GitRequest,
  repository: StoredRepository,
): Promise<StoredPull> {
  const pull = await pulls.find(repository, Number(parameters[2]));
  if (!pull) throw new GitError(404, "The target couldn't be found.");
  return pull;
}

/** An open pull request follows its branches; a closed one stays as it was. */
async function withHeads(
  repository: StoredRepository,
  pull: StoredPull,
): Promise<StoredPull> {
  if (pull.state === 'closed') return pull;
  const headSha = (await branchHead(repository, pull.head)) ?? pull.headSha;
  const baseSha = (await branchHead(repository, pull.base)) ?? pull.baseSha;
  return { ...pull, headSha, baseSha };
}

async function isMergeable(
  repository: StoredRepository,
  pull: StoredPull,
): Promise<boolean> {
  if (pull.state === 'closed' || !(await branchHead(repository, pull.head)))
    return false;
  if (await isAncestor(repository, pull.headSha, pull.baseSha)) return true;
  return (
    (await mergedTree(repository, pull.baseSha, pull.headSha)) !== undefined
  );
}

/** `PullRequest` */
async function pullShape(
  context: GitRequest,
  repository: StoredRepository,
  stored: StoredPull,
) {
  const pull = await withHeads(repository, stored);
  const repo = await repositoryShape(context, repository);
  const url = `${htmlUrl(context, repository)}/pulls/${pull.number}`;
  const side = (ref: string, sha: string) => ({
    label: ref,
    ref,
    sha,
    repo_id: repository.id,
    repo,
  });
  return {
    id: pull.number,
    number: pull.number,
    url,
    html_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    user: userShape(context, context.account.username),
    title: pull.title,
    body: pull.body,
    labels: [],
    milestone: null,
    assignee: null,
    assignees: null,
    state: pull.state,
    draft: false,
    is_locked: false,
    comments: 0,
    mergeable: await isMergeable(repository, pull),
    merged: pull.mergeCommit !== null,
    merged_at: pull.mergeCommit ? pull.closedAt : null,
    merge_commit_sha: pull.mergeCommit,
    merged_by: pull.mergeCommit
      ? userShape(context, context.account.username)
      : null,
    base: side(pull.base, pull.baseSha),
    head: side(pull.head, pull.headSha),
    merge_base: pull.baseSha,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    due_date: null,
  };
}

function positive(text: string | null): number | undefined {
  return text && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}
