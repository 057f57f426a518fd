import { z } from 'zod';
import {
  readJson,
  requireAuthentication,
  requireRepository,
  writeJson,
  type GitHandler,
  type GitRequest,
} from '../context';
import { GitError } from '../GitError';
import type { StoredRepository } from '../GitStore';
import {
  findEntry,
  listCommits,
  listTree,
  readBlob,
  readCommit,
  readEntries,
  requireCommit,
  type TreeEntry,
} from '../readRepository';
import {
  writeCommit,
  type CommitRequest,
  type FileChange,
} from '../writeCommit';
import { authorOf } from './repositories';
import { contentsShape, fileCommitShape, UNSIGNED } from './shapes';

const MAX_FILES = 1000;

const identity = z.object({
  name: z.string().max(200).optional(),
  email: z.string().max(200).optional(),
});
const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/\s]*={0,2}\s*$/, 'is not base64')
  .transform(text => Buffer.from(text, 'base64'));

// `FileOptions`
const commitFields = {
  branch: z.string().optional(),
  new_branch: z.string().optional(),
  message: z.string().max(65536).optional(),
  author: identity.optional(),
  committer: identity.optional(),
};
const createSchema = z.object({ ...commitFields, content: base64 });
const updateSchema = z.object({
  ...commitFields,
  content: base64,
  sha: z.string().optional(),
  from_path: z.string().optional(),
});
const deleteSchema = z.object({ ...commitFields, sha: z.string().optional() });
// `ChangeFilesOptions`
const changeSchema = z.object({
  ...commitFields,
  files: z
    .array(
      z.object({
        operation: z.enum(['create', 'update', 'upload', 'delete']),
        path: z.string(),
        content: base64.optional(),
        sha: z.string().optional(),
        from_path: z.string().optional(),
      }),
    )
    .min(1)
    .max(MAX_FILES),
});

type CommitFields = z.infer<z.ZodObject<typeof commitFields>>;

export const getContents: GitHandler = async context => {
  const repository = await requireRepository(context);
  const ref = context.query.get('ref') || repository.defaultBranch;
  const commit = await requireCommit(repository, ref);
  const entry = await requireEntry(repository, commit, pathOf(context));
  if (entry.type === 'tree') {
    const entries = await listTree(repository, entry);
    const shapes = entries.map(child =>
      contentsShape(context, repository, {
        entry: child,
        ref,
        lastCommit: commit,
      }),
    );
    writeJson(context, 200, shapes);
    return;
  }
  const [last] = await listCommits(repository, commit, {
    limit: 1,
    path: entry.path,
  });
  const content =
    entry.type === 'blob' ? await readBlob(repository, entry) : undefined;
  const shape = contentsShape(context, repository, {
    entry,
    ref,
    lastCommit: last?.sha ?? commit,
    content,
  });
  writeJson(context, 200, shape, {
    ETag: `"${entry.sha}"`,
    ...(last && {
      'Last-Modified': new Date(last.committer.date).toUTCString(),
    }),
  });
};

export const getRaw: GitHandler = async context => {
  const repository = await requireRepository(context);
  const ref = context.query.get('ref') || repository.defaultBranch;
  await writeRaw(context, {
    repository,
    commit: await requireCommit(repository, ref),
    path: pathOf(context),
  });
};

/** Answers with a file's bytes; as text at most, so that no browser runs what somebody pushed. */
export async function writeRaw(
  { request, response }: GitRequest,
  file: { repository: StoredRepository; commit: string; path: string },
): Promise<void> {
  const entry = await requireEntry(file.repository, file.commit, file.path);
  if (entry.type !== 'blob')
    throw new GitError(404, "The target couldn't be found.");
  const content = await readBlob(file.repository, entry);
  response.writeHead(200, {
    'Content-Type': content.includes(0)
      ? 'application/octet-stream'
      : 'text/plain; charset=utf-8',
    'Content-Length': content.length,
    'X-Content-Type-Options': 'nosniff',
    ETag: `"${entry.sha}"`,
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

export const createFile: GitHandler = async context => {
  const { content, ...fields } = await readWrite(context, createSchema);
  await writeOne(context, 201, fields, {
    operation: 'create',
    path: pathOf(context),
    content,
  });
};

export const updateFile: GitHandler = async context => {
  const {
    content,
    sha,
    from_path: fromPath,
    ...fields
  } = await readWrite(context, updateSchema);
  await writeOne(context, 200, fields, {
    operation: 'update',
    path: pathOf(context),
    content,
    sha,
    fromPath,
  });
};

export const deleteFile: GitHandler = async context => {
  const { sha, ...fields } = await readWrite(context, deleteSchema);
  await writeOne(context, 200, fields, {
    operation: 'delete',
    path: pathOf(context),
    sha: sha ?? context.query.get('sha') ?? undefined,
  });
};

export const changeFiles: GitHandler = async context => {
  const { files, ...fields } = await readWrite(context, changeSchema);
  const changes = files.map(({ from_path: fromPath, ...file }) => ({
    ...file,
    fromPath,
  }));
  const { contents, ...rest } = await commitChanges(context, fields, changes);
  writeJson(context, 201, { files: contents, ...rest });
};

function pathOf({ parameters }: GitRequest): string {
  return (parameters[2] ?? '').replace(/^\/+|\/+$/g, '');
}

async function requireEntry(
  repository: StoredRepository,
  commit: string,
  path: string,
): Promise<TreeEntry> {
  const entry = await findEntry(repository, commit, path);
  if (entry) return entry;
  throw new GitError(
    404,
    `object does not exist [id: , rel_path: ${path.slice(0, 200)}]`,
  );
}

async function readWrite<T>(
  context: GitRequest,
  schema: z.ZodType<T>,
): Promise<T> {
  requireAuthentication(context);
  return readJson(context, schema);
}

async function writeOne(
  context: GitRequest,
  status: number,
  fields: CommitFields,
  change: FileChange,
): Promise<void> {
  const { contents, ...rest } = await commitChanges(context, fields, [change]);
  writeJson(context, status, { content: contents[0], ...rest });
}

/** Commits, and describes what stands under each path afterwards (`null` where it is gone). */
async function commitChanges(
  context: GitRequest,
  fields: CommitFields,
  files: readonly FileChange[],
) {
  const repository = await requireRepository(context);
  const { branch, new_branch: newBranch, message, author, committer } = fields;
  const request: CommitRequest = {
    files,
    branch,
    newBranch,
    message,
    author,
    committer,
  };
  const sha = await context.locks.run(repository.dir, () =>
    writeCommit(repository, request, authorOf(context)),
  );
  const ref = newBranch || branch || repository.defaultBranch;
  const contents = [];
  const entries = await readEntries(repository, sha);
  for (const { path, content: sent } of files) {
    const entry = entries.get(path);
    const content = entry && (sent ?? (await readBlob(repository, entry)));
    contents.push(
      entry
        ? contentsShape(context, repository, {
            entry,
            ref,
            lastCommit: sha,
            content,
          })
        : null,
    );
  }
  const commit = fileCommitShape(
    context,
    repository,
    await readCommit(repository, sha),
  );
  return { contents, commit, verification: UNSIGNED };
}
