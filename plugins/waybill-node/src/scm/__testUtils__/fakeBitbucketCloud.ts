import type { FakeGit, FakeRepository } from './FakeGit';
import type { HostReply, HostRequest, HostRoutes } from './FakeHost';

const refuse = (status: number, message: string): HostReply => ({
  status,
  body: { type: 'error', error: { message } },
});

/** Bitbucket Cloud's API 2.0, as far as a client of files needs it. */
export function fakeBitbucketCloud(git: FakeGit): HostRoutes {
  const withRepo =
    (
      run: (
        repository: FakeRepository,
        parameters: string[],
        request: HostRequest,
      ) => HostReply | Promise<HostReply>,
    ) =>
    (request: HostRequest, [owner, name, ...rest]: string[]) => {
      const repository = git.find(owner, name);
      return repository
        ? run(repository, rest, request)
        : refuse(404, `Repository ${owner}/${name} not found`);
    };
  const ref = (kind: 'branches' | 'tags') =>
    withRepo((repository, [name]) => {
      const hash = repository[kind].get(name);
      return hash
        ? { body: { name, target: { hash } } }
        : refuse(404, `No such branch or tag: ${name}`);
    });

  return {
    'GET /repositories/:/:': withRepo(repository => ({
      body: repositoryShape(repository),
    })),
    'POST /repositories/:/:': ({ body }, [owner, name]) => {
      if (git.find(owner, name)) {
        return refuse(
          400,
          'Repository with this Slug and Owner already exists.',
        );
      }
      return {
        body: repositoryShape(git.create(owner, name, body.is_private)),
      };
    },
    'GET /repositories/:/:/refs/branches/*': ref('branches'),
    'GET /repositories/:/:/refs/tags/*': ref('tags'),
    'GET /repositories/:/:/commit/:': withRepo((repository, [id]) =>
      repository.commits.has(id)
        ? { body: { hash: id } }
        : refuse(404, `Commit not found: ${id}`),
    ),
    'GET /repositories/:/:/src/:/*': withRepo(source),
    'POST /repositories/:/:/src': withRepo(async (repository, _, request) =>
      commit(repository, request),
    ),
    'GET /repositories/:/:/pullrequests': withRepo(
      (repository, _, { query }) => ({
        body: {
          values: repository.pulls
            .filter(
              ({ head, base }) =>
                query.get('q') ===
                `source.branch.name="${head}" AND destination.branch.name="${base}"`,
            )
            .map(({ number }) => pullShape(repository, number)),
        },
      }),
    ),
    'POST /repositories/:/:/pullrequests': withRepo(
      (repository, _, { body }) => {
        const head = body.source.branch.name;
        const base = body.destination.branch.name;
        // Bitbucket gives the one that is open.
        const open = repository.pulls.find(
          pull => pull.head === head && pull.base === base,
        );
        const number = open?.number ?? repository.pulls.length + 1;
        if (!open) {
          const { title, description } = body;
          repository.pulls.push({
            number,
            head,
            base,
            title,
            body: description,
          });
        }
        return { status: 201, body: pullShape(repository, number) };
      },
    ),
  };
}

function source(
  repository: FakeRepository,
  [id, path]: string[],
  { query }: HostRequest,
): HostReply {
  const found = repository.commits.get(id);
  if (!found) return refuse(404, `Commit not found: ${id}`);
  const file = found.files.get(path);
  if (file && query.get('format') === 'meta') {
    return {
      body: { type: 'commit_file', path, size: file.bytes.length, commit: {} },
    };
  }
  if (file) {
    return { headers: { 'content-type': 'text/plain' }, body: file.bytes };
  }
  const inside = [...found.files.values()].filter(entry =>
    entry.path.startsWith(path),
  );
  if (inside.length === 0) return refuse(404, `No such file: ${path}`);
  if (query.get('format') === 'meta') {
    return { body: { type: 'commit_directory', path } };
  }
  const size = Number(query.get('pagelen'));
  const page = Number(query.get('page') ?? 1);
  const next = page * size < inside.length;
  return {
    body: {
      pagelen: size,
      values: inside.slice((page - 1) * size, page * size).map(entry => ({
        type: 'commit_file',
        path: entry.path,
        size: entry.bytes.length,
        attributes: entry.mode === '120000' ? ['link'] : [],
      })),
      ...(next && {
        next: `https://elsewhere.example.com/2.0/src/${id}/?pagelen=${size}&max_depth=20&page=${
          page + 1
        }`,
      }),
    },
  };
}

/** A form: fields, and files under paths with a leading slash. */
async function commit(
  repository: FakeRepository,
  { raw, headers }: HostRequest,
): Promise<HostReply> {
  const form = await new Response(new Uint8Array(raw), {
    headers: { 'content-type': headers['content-type']! },
  }).formData();
  const branch = String(form.get('branch'));
  if (repository.protectedBranches.has(branch)) {
    return refuse(403, `Permission denied to update branch ${branch}.`);
  }
  const parent = repository.commits.get(String(form.get('parents')));
  const head = repository.head(branch);
  if (head && head !== parent) {
    return refuse(409, `Branch ${branch} is not at ${parent?.id}`);
  }
  const files = new Map(parent?.files);
  for (const [field, value] of form) {
    if (!field.startsWith('/')) continue;
    const path = field.slice(1);
    const bytes = Buffer.from(await (value as File).arrayBuffer());
    files.set(path, { path, mode: '100644', bytes });
  }
  const made = repository.addCommit(
    String(form.get('message')),
    parent ? [parent.id] : [],
    files,
  );
  repository.branches.set(branch, made.id);
  return {
    status: 201,
    headers: {
      location: `https://api.bitbucket.org/2.0/repositories/${repository.owner}/${repository.name}/commit/${made.id}`,
    },
    body: '',
  };
}

function repositoryShape(repository: FakeRepository) {
  const { owner, name, isEmpty, defaultBranch, isPrivate } = repository;
  const url = `https://bitbucket.org/${owner}/${name}`;
  return {
    type: 'repository',
    full_name: `${owner}/${name}`,
    is_private: isPrivate,
    links: {
      html: { href: url },
      clone: [
        {
          name: 'https',
          href: `https://bot@bitbucket.org/${owner}/${name}.git`,
        },
        { name: 'ssh', href: `git@bitbucket.org:${owner}/${name}.git` },
      ],
    },
    mainbranch: isEmpty ? null : { type: 'branch', name: defaultBranch },
  };
}

function pullShape({ owner, name }: FakeRepository, id: number) {
  return {
    id,
    state: 'OPEN',
    links: {
      html: {
        href: `https://bitbucket.org/${owner}/${name}/pull-requests/${id}`,
      },
    },
  };
}
