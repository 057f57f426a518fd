import {
  blobId,
  type FakeEntry,
  type FakeGit,
  type FakeRepository,
  sha,
} from './FakeGit';
import type { HostReply, HostRequest, HostRoutes, WireJson } from './FakeHost';

const NOT_FOUND: HostReply = {
  status: 404,
  body: {
    message: 'Not Found',
    documentation_url: 'https://docs.github.com/rest',
    status: '404',
  },
};
const EMPTY: HostReply = {
  status: 409,
  body: { message: 'Git Repository is empty.', status: '409' },
};

const refusal = (message: string, ...errors: unknown[]): HostReply => ({
  status: 422,
  body: { message, errors, status: '422' },
});

/** Trees that were written, and not committed yet. */
type Trees = Map<string, ReadonlyMap<string, FakeEntry>>;

/** GitHub's REST API as of 2022-11-28, as far as a client of files needs it. */
export function fakeGithub(git: FakeGit, account: string): HostRoutes {
  const trees: Trees = new Map();
  const withRepo =
    (
      run: (
        repository: FakeRepository,
        parameters: string[],
        request: HostRequest,
      ) => HostReply,
    ) =>
    (request: HostRequest, [owner, name, ...rest]: string[]) => {
      const repository = git.find(owner, name);
      if (!repository) return NOT_FOUND;
      if (request.method !== 'GET' && repository.isArchived) {
        return {
          status: 403,
          body: { message: 'Repository was archived so is read-only.' },
        };
      }
      return run(repository, rest, request);
    };
  const create = (owner: string, body: WireJson): HostReply => {
    if (git.find(owner, body.name)) {
      return refusal('Repository creation failed.', {
        resource: 'Repository',
        code: 'custom',
        field: 'name',
        message: 'name already exists on this account',
      });
    }
    const made = git.create(owner, body.name, body.private);
    return { status: 201, body: repositoryShape(made) };
  };
  const move = (
    repository: FakeRepository,
    branch: string,
    body: { sha: string; force?: boolean },
  ): HostReply => {
    const commit = repository.commits.get(body.sha);
    if (!commit) return refusal('Object does not exist');
    if (repository.protectedBranches.has(branch)) {
      return refusal('Repository rule violations found', {
        message: 'Changes must be made through a pull request.',
      });
    }
    const head = repository.branches.get(branch);
    if (!body.force && head && !commit.parents.includes(head)) {
      return refusal('Update is not a fast forward');
    }
    repository.branches.set(branch, commit.id);
    return { body: refShape(branch, commit.id) };
  };

  return {
    'GET /user': () => ({ body: { login: account, type: 'User' } }),
    'POST /user/repos': ({ body }) => create(account, body),
    'POST /orgs/:/repos': ({ body }, [owner]) => create(owner, body),
    'GET /repos/:/:': withRepo(repository => ({
      body: repositoryShape(repository),
    })),
    'GET /repos/:/:/git/ref/heads/*': withRepo((repository, [branch]) => {
      if (repository.isEmpty) return EMPTY;
      const head = repository.branches.get(branch);
      return head ? { body: refShape(branch, head) } : NOT_FOUND;
    }),
    'GET /repos/:/:/commits/*': withRepo((repository, [ref]) => {
      if (repository.isEmpty) return EMPTY;
      const commit = repository.resolve(ref);
      if (commit) return { body: { sha: commit.id, commit: {}, files: [] } };
      return refusal(`No commit found for SHA: ${ref}`);
    }),
    'GET /repos/:/:/git/commits/:': withRepo((repository, [id]) => {
      const commit = repository.commits.get(id);
      if (!commit) return NOT_FOUND;
      trees.set(treeId(commit.files), commit.files);
      return {
        body: { sha: id, tree: { sha: treeId(commit.files) }, parents: [] },
      };
    }),
    'POST /repos/:/:/git/trees': withRepo((repository, _, { body }) => {
      if (repository.isEmpty) return EMPTY;
      const files = new Map(trees.get(body.base_tree));
      for (const { path, mode, content } of body.tree) {
        files.set(path, { path, mode, bytes: Buffer.from(content) });
      }
      trees.set(treeId(files), files);
      return { status: 201, body: { sha: treeId(files), tree: [] } };
    }),
    'POST /repos/:/:/git/commits': withRepo((repository, _, { body }) => {
      const files = trees.get(body.tree);
      if (!files) return refusal('Tree SHA does not exist');
      const commit = repository.addCommit(body.message, body.parents, files);
      return { status: 201, body: { sha: commit.id } };
    }),
    'PATCH /repos/:/:/git/refs/heads/*': withRepo(
      (repository, [branch], { body }) => move(repository, branch, body),
    ),
    'POST /repos/:/:/git/refs': withRepo((repository, _, { body }) => {
      const branch = body.ref.replace('refs/heads/', '');
      if (repository.branches.has(branch)) {
        return refusal('Reference already exists');
      }
      return { ...move(repository, branch, body), status: 201 };
    }),
    'PUT /repos/:/:/contents/*': withRepo((repository, [path], { body }) => {
      const commit = repository.write(
        { [path]: Buffer.from(body.content, 'base64') },
        { message: body.message, branch: body.branch },
      );
      return {
        status: 201,
        body: { content: {}, commit: { sha: commit.id } },
      };
    }),
    'GET /repos/:/:/contents/*': withRepo((repository, [path], { query }) => {
      const commit = repository.resolve(
        query.get('ref') ?? repository.defaultBranch,
      );
      const file = commit?.files.get(path);
      if (file) return { body: fileShape(file) };
      const inside = [...(commit?.files.values() ?? [])].filter(entry =>
        entry.path.startsWith(`${path}/`),
      );
      return inside.length > 0 ? { body: inside.map(fileShape) } : NOT_FOUND;
    }),
    'GET /repos/:/:/git/trees/:': withRepo((repository, [id], { query }) =>
      treeReply(
        repository.commits.get(id)?.files ?? trees.get(id),
        query.has('recursive') ? git.maxTreeEntries : undefined,
        trees,
      ),
    ),
    'GET /repos/:/:/git/blobs/:': withRepo((repository, [id]) => {
      for (const { files } of repository.commits.values()) {
        for (const { bytes } of files.values()) {
          if (blobId(bytes) !== id) continue;
          return {
            body: {
              sha: id,
              size: bytes.length,
              encoding: 'base64',
              // As GitHub: in lines.
              content: bytes.toString('base64').replace(/(.{60})/g, '$1\n'),
            },
          };
        }
      }
      return NOT_FOUND;
    }),
    'GET /repos/:/:/pulls': withRepo((repository, _, { query }) => ({
      body: repository.pulls
        .filter(
          pull =>
            `${repository.owner}:${pull.head}` === query.get('head') &&
            pull.base === query.get('base'),
        )
        .map(pull => pullShape(repository, pull.number)),
    })),
    'POST /repos/:/:/pulls': withRepo((repository, _, { body }) => {
      const { head, base, title } = body;
      const isOpen = repository.pulls.some(
        pull => pull.head === head && pull.base === base,
      );
      if (isOpen) {
        return refusal('Validation Failed', {
          resource: 'PullRequest',
          code: 'custom',
          message: `A pull request already exists for ${repository.owner}:${head}.`,
        });
      }
      if (!repository.branches.has(head)) {
        return refusal('Validation Failed', {
          resource: 'PullRequest',
          field: 'head',
          code: 'invalid',
        });
      }
      const number = repository.pulls.length + 1;
      repository.pulls.push({ number, head, base, title, body: body.body });
      return { status: 201, body: pullShape(repository, number) };
    }),
  };
}

/** A tree with its folders, as GitHub lists it: paths below the tree, or its own children only. */
function treeReply(
  files: ReadonlyMap<string, FakeEntry> | undefined,
  maxEntries: number | undefined,
  trees: Trees,
): HostReply {
  if (!files) return NOT_FOUND;
  const children = new Map<string, Map<string, FakeEntry>>();
  for (const [path, entry] of files) {
    const [name, ...rest] = path.split('/');
    if (rest.length === 0) continue;
    const inside = children.get(name) ?? new Map<string, FakeEntry>();
    children.set(name, inside.set(rest.join('/'), entry));
  }
  const folders = [...children].map(([path, inside]) => {
    trees.set(treeId(inside), inside);
    return { path, mode: '040000', type: 'tree', sha: treeId(inside) };
  });
  const blobs = [...files]
    .filter(([path]) => maxEntries !== undefined || !path.includes('/'))
    .map(([path, { mode, bytes }]) => ({
      path,
      mode,
      type: 'blob',
      size: bytes.length,
      sha: blobId(bytes),
    }));
  const tree = [...folders, ...blobs];
  return {
    body: {
      sha: treeId(files),
      tree: tree.slice(0, maxEntries),
      truncated: maxEntries !== undefined && tree.length > maxEntries,
    },
  };
}

function treeId(files: ReadonlyMap<string, FakeEntry>): string {
  return sha(
    [...files]
      .map(([path, { bytes }]) => `${path} ${blobId(bytes)}`)
      .sort()
      .join('\n'),
  );
}

function repositoryShape(repository: FakeRepository) {
  const { owner, name, isPrivate, defaultBranch, isArchived } = repository;
  const url = `https://github.com/${owner}/${name}`;
  return {
    id: 1296269,
    name,
    full_name: `${owner}/${name}`,
    private: isPrivate,
    html_url: url,
    clone_url: `${url}.git`,
    default_branch: defaultBranch,
    archived: isArchived,
    size: 0,
  };
}

function refShape(branch: string, commit: string) {
  return {
    ref: `refs/heads/${branch}`,
    object: { type: 'commit', sha: commit },
  };
}

function fileShape({ path, bytes }: FakeEntry) {
  return {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.split('/').pop(),
    path,
    content: bytes.toString('base64').replace(/(.{60})/g, '$1\n'),
    sha: blobId(bytes),
  };
}

function pullShape({ owner, name }: FakeRepository, number: number) {
  return {
    number,
    state: 'open',
    html_url: `https://github.com/${owner}/${name}/pull/${number}`,
  };
}
