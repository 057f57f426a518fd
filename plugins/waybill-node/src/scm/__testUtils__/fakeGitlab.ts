import {
  blobId,
  type FakeEntry,
  type FakeGit,
  type FakeRepository,
} from './FakeGit';
import type { HostReply, HostRequest, HostRoutes, WireJson } from './FakeHost';

const notFound = (what: string): HostReply => ({
  status: 404,
  body: { message: `404 ${what} Not Found` },
});

/** GitLab's API v4, as far as a client of files needs it. Projects are named by their encoded paths. */
export function fakeGitlab(git: FakeGit): HostRoutes {
  const withProject =
    (
      run: (
        project: FakeRepository,
        parameters: string[],
        request: HostRequest,
      ) => HostReply,
    ) =>
    (request: HostRequest, [path, ...rest]: string[]) => {
      const cut = path.lastIndexOf('/');
      const project = git.find(path.slice(0, cut), path.slice(cut + 1));
      return project ? run(project, rest, request) : notFound('Project');
    };

  return {
    'GET /projects/:': withProject(project => ({
      body: projectShape(project),
    })),
    'GET /namespaces/:': (_, [owner]) => ({
      body: { id: 42, full_path: owner, kind: 'group' },
    }),
    'POST /projects': ({ body }) => {
      const owner = 'acme/ml';
      if (git.find(owner, body.path)) {
        return {
          status: 400,
          body: {
            message: {
              'project_namespace.name': ['has already been taken'],
              name: ['has already been taken'],
            },
          },
        };
      }
      const made = git.create(owner, body.path, body.visibility === 'private');
      return { status: 201, body: projectShape(made) };
    },
    'GET /projects/:/repository/branches/:': withProject(
      (project, [branch]) => {
        const head = project.branches.get(branch);
        return head
          ? { body: { name: branch, commit: { id: head } } }
          : notFound('Branch');
      },
    ),
    'GET /projects/:/repository/commits/:': withProject((project, [ref]) => {
      const commit = project.resolve(ref);
      return commit ? { body: { id: commit.id } } : notFound('Commit');
    }),
    'GET /projects/:/repository/files/:': withProject(
      (project, [path], { query }) => {
        const ref = query.get('ref') ?? '';
        const commit = ref === 'HEAD' ? project.head() : project.resolve(ref);
        if (!commit) return notFound('Commit');
        const file = commit.files.get(path);
        if (!file) return notFound('File');
        return {
          body: {
            file_path: path,
            size: file.bytes.length,
            encoding: 'base64',
            content: file.bytes.toString('base64'),
            blob_id: blobId(file.bytes),
            commit_id: commit.id,
            last_commit_id: lastCommit(project, commit.id, file),
          },
        };
      },
    ),
    'POST /projects/:/repository/commits': withProject((project, _, { body }) =>
      writeCommit(project, body),
    ),
    'GET /projects/:/repository/tree': withProject((project, _, request) =>
      tree(project, request),
    ),
    'GET /projects/:/repository/blobs/:': withProject((project, [id]) => {
      for (const { files } of project.commits.values()) {
        for (const { bytes } of files.values()) {
          if (blobId(bytes) !== id) continue;
          return {
            body: { encoding: 'base64', content: bytes.toString('base64') },
          };
        }
      }
      return notFound('Blob');
    }),
    'GET /projects/:/merge_requests': withProject((project, _, { query }) => ({
      body: project.pulls
        .filter(
          ({ head, base }) =>
            head === query.get('source_branch') &&
            base === query.get('target_branch'),
        )
        .map(({ number }) => mergeRequestShape(project, number)),
    })),
    'POST /projects/:/merge_requests': withProject((project, _, { body }) => {
      const { source_branch: head, target_branch: base } = body;
      const open = project.pulls.find(
        pull => pull.head === head && pull.base === base,
      );
      if (open) {
        return {
          status: 409,
          body: {
            message: [
              `Another open merge request already exists for this source branch: !${open.number}`,
            ],
          },
        };
      }
      const number = project.pulls.length + 1;
      const { title, description } = body;
      project.pulls.push({ number, head, base, title, body: description });
      return { status: 201, body: mergeRequestShape(project, number) };
    }),
  };
}

function writeCommit(project: FakeRepository, body: WireJson): HostReply {
  const refuse = (message: string, status = 400) => ({
    status,
    body: { message },
  });
  if (project.protectedBranches.has(body.branch)) {
    return refuse(
      '403 Forbidden - You are not allowed to push into this branch',
      403,
    );
  }
  const head = project.head(body.branch);
  const parent = head ?? project.commits.get(body.start_sha);
  if (head && body.start_sha) {
    return refuse(`A branch called '${body.branch}' already exists`);
  }
  const files = new Map(parent?.files);
  for (const action of body.actions) {
    const { file_path: path, last_commit_id: last } = action;
    const old = files.get(path);
    if (action.action === 'create' && old) {
      return refuse('A file with this name already exists');
    }
    if (action.action === 'update' && !old) {
      return refuse("A file with this name doesn't exist");
    }
    if (old && last && lastCommit(project, parent!.id, old) !== last) {
      return refuse(
        'You are attempting to update a file that has changed since you started editing it.',
      );
    }
    files.set(path, {
      path,
      mode: old?.mode ?? '100644',
      bytes: Buffer.from(action.content, action.encoding),
    });
  }
  const made = project.addCommit(
    body.commit_message,
    parent ? [parent.id] : [],
    files,
  );
  project.branches.set(body.branch, made.id);
  return { status: 201, body: { id: made.id } };
}

function tree(project: FakeRepository, { query }: HostRequest): HostReply {
  const files = project.resolve(query.get('ref') ?? '')?.files;
  const under = query.get('path');
  const inside = [...(files?.values() ?? [])].filter(
    ({ path }) => !under || path.startsWith(`${under}/`),
  );
  if (!files || (under && inside.length === 0)) return notFound('Tree');
  const folders = [
    ...new Set(
      inside
        .map(({ path }) => path.split('/').slice(0, -1).join('/'))
        .filter(Boolean),
    ),
  ].map(path => ({ id: 'f'.repeat(40), type: 'tree', path, mode: '040000' }));
  const all = [
    ...folders,
    ...inside.map(({ path, mode, bytes }) => ({
      id: blobId(bytes),
      type: 'blob',
      path,
      mode,
    })),
  ];
  const size = Number(query.get('per_page'));
  const start = Number(query.get('page_token') ?? 0);
  const next = start + size;
  return {
    headers:
      next < all.length
        ? {
            link: `<https://elsewhere.example.com/tree?page_token=${next}&per_page=${size}>; rel="next"`,
          }
        : {},
    body: all.slice(start, next),
  };
}

/** The last commit that changed a file, seen from a commit. */
function lastCommit(
  project: FakeRepository,
  from: string,
  file: FakeEntry,
): string {
  const found = project.commits.get(from);
  const [parent] = found?.parents ?? [];
  const before = parent && project.commits.get(parent)?.files.get(file.path);
  return before && before.bytes.equals(file.bytes)
    ? lastCommit(project, parent, file)
    : from;
}

function projectShape(project: FakeRepository) {
  const { owner, name, isEmpty, isArchived, isPrivate } = project;
  const url = `https://gitlab.com/${owner}/${name}`;
  return {
    id: 7,
    path_with_namespace: `${owner}/${name}`,
    web_url: url,
    http_url_to_repo: `${url}.git`,
    default_branch: isEmpty ? null : project.defaultBranch,
    empty_repo: isEmpty,
    archived: isArchived,
    visibility: isPrivate ? 'private' : 'public',
  };
}

function mergeRequestShape({ owner, name }: FakeRepository, iid: number) {
  return {
    id: 100 + iid,
    iid,
    state: 'opened',
    web_url: `https://gitlab.com/${owner}/${name}/-/merge_requests/${iid}`,
  };
}
