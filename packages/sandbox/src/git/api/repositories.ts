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
import { isRefName } from '../readRepository';
import { writeCommit } from '../writeCommit';
import { organizationShape, repositoryShape, userShape } from './shapes';

const createSchema = z.object({
  name: z.string().min(1).max(100),
  description: z.string().max(2048).optional(),
  private: z.boolean().optional(),
  auto_init: z.boolean().optional(),
  default_branch: z
    .string()
    .refine(isRefName, 'is no branch name')
    .optional()
    .or(z.literal('')),
});

export const getVersion: GitHandler = async context =>
  writeJson(context, 200, { version: '1.22.0+waybill-sandbox' });

export const getAuthenticatedUser: GitHandler = async context => {
  requireAuthentication(context);
  writeJson(context, 200, {
    ...userShape(context, context.account.username),
    email: context.account.email,
  });
};

export const getUser: GitHandler = async context => {
  const login = await requireOwner(context);
  writeJson(context, 200, userShape(context, login));
};

export const getOrganization: GitHandler = async context => {
  const name = await requireOwner(context);
  writeJson(context, 200, organizationShape(context, name));
};

export const createOrganization: GitHandler = async context => {
  requireAuthentication(context);
  const { username } = await readJson(
    context,
    z.object({ username: z.string() }),
  );
  if (await context.store.hasOwner(username))
    throw new GitError(422, `user already exists [name: ${username}]`);
  await context.store.addOwner(username);
  writeJson(context, 201, organizationShape(context, username));
};

export const getRepository: GitHandler = async context => {
  writeJson(
    context,
    200,
    await repositoryShape(context, await requireRepository(context)),
  );
};

export const createUserRepository: GitHandler = async context => {
  requireAuthentication(context);
  await createRepository(context, context.account.username);
};

export const createOrganizationRepository: GitHandler = async context => {
  requireAuthentication(context);
  await createRepository(context, await requireOwner(context));
};

export const deleteRepository: GitHandler = async context => {
  requireAuthentication(context);
  await context.store.remove(await requireRepository(context));
  writeNothing(context, 204);
};

export const listOwnerRepositories: GitHandler = async context => {
  await writeRepositories(context, await requireOwner(context));
};

export const searchRepositories: GitHandler = async context => {
  const wanted = (context.query.get('q') ?? '').toLowerCase();
  const all = (await visible(context)).filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  const data = await Promise.all(
    all.map(repository => repositoryShape(context, repository)),
  );
  writeJson(
    context,
    200,
    { ok: true, data },
    { 'X-Total-Count': String(data.length) },
  );
};

async function writeRepositories(
  context: GitRequest,
  owner: string,
): Promise<void> {
  const all = await visible(context, owner);
  const shapes = await Promise.all(
    all.map(repository => repositoryShape(context, repository)),
  );
  writeJson(context, 200, shapes, { 'X-Total-Count': String(shapes.length) });
}

async function visible({ store, isAuthenticated }: GitRequest, owner?: string) {
  return (await store.list(owner)).filter(
    ({ isPrivate }) => isAuthenticated || !isPrivate,
  );
}

async function requireOwner({
  store,
  parameters,
}: GitRequest): Promise<string> {
  if (await store.hasOwner(parameters[0])) return parameters[0];
  throw new GitError(404, "The target couldn't be found.");
}

async function createRepository(
  context: GitRequest,
  owner: string,
): Promise<void> {
  const options = await readJson(context, createSchema);
  const repository = await context.locks.run('create', () =>
    context.store.create({
      owner,
      name: options.name,
      description: options.description,
      isPrivate: options.private,
      ...(options.default_branch && { defaultBranch: options.default_branch }),
    }),
  );
  if (options.auto_init) {
    const content = Buffer.from(
      `# ${repository.name}\n\n${repository.description}\n`,
    );
    const files = [
      { operation: 'create', path: 'README.md', content },
    ] as const;
    await writeCommit(
      repository,
      { files, message: 'Initial commit' },
      authorOf(context),
    );
  }
  writeJson(context, 201, await repositoryShape(context, repository));
}

/** Who writes where the request does not say. */
export function authorOf({ account }: GitRequest) {
  return { name: account.username, email: account.email };
}
