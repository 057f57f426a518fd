import { blobId, type FakeGit, type FakeRepository } from './FakeGit';
import type { HostReply, HostRequest, HostRoutes, WireJson } from './FakeHost';

const NO_OBJECT = '0'.repeat(40);

const refuse = (status: number, message: string): HostReply => ({
  status,
  body: { $id: '1', innerException: null, message, errorCode: 0 },
});

/** Azure DevOps' Git API 7.0, as far as a client of files needs it. */
export function fakeAzure(git: FakeGit): HostRoutes {
  const withRepo =
    (
      run: (
        repository: FakeRepository,
        parameters: string[],
        request: HostRequest,
      ) => HostReply,
    ) =>
    (request: HostRequest, [org, project, name, ...rest]: string[]) => {
      if (request.query.get('api-version') !== '7.0') {
        return refuse(400, 'No api-version was supplied');
      }
      const repository = git.find(`${org}/${project}`, name);
      return repository
        ? run(repository, rest, request)
        : refuse(404, `TF401019: The Git repository ${name} does not exist`);
    };
  const base = '/:/:/_apis/git/repositories';

  return {
    [`POST ${base}`]: ({ body }, [org, project]) => {
      if (git.find(`${org}/${project}`, body.name)) {
        return refuse(
          409,
          `TF400948: A Git repository with the name ${body.name} already exists.`,
        );
      }
      const made = git.create(`${org}/${project}`, body.name);
      return { status: 201, body: repositoryShape(made) };
    },
    [`GET ${base}/:`]: withRepo(repository => ({
      body: repositoryShape(repository),
    })),
    [`GET ${base}/:/refs`]: withRepo((repository, _, { query }) => {
      const refs = [
        ...[...repository.branches].map(([name, id]) => [`heads/${name}`, id]),
        ...[...repository.tags].map(([name, id]) => [`tags/${name}`, id]),
      ].filter(([name]) => name.startsWith(query.get('filter') ?? ''));
      return {
        body: {
          count: refs.length,
          value: refs.map(([name, objectId]) => ({
            name: `refs/${name}`,
            objectId,
          })),
        },
      };
    }),
    [`GET ${base}/:/commits/:`]: withRepo((repository, [id]) =>
      repository.commits.has(id)
        ? { body: { commitId: id } }
        : refuse(
            404,
            `TF401175: The version descriptor <${id}> could not be resolved`,
          ),
    ),
    [`GET ${base}/:/items`]: withRepo(items),
    [`GET ${base}/:/blobs/:`]: withRepo((repository, [id]) => {
      for (const { files } of repository.commits.values()) {
        for (const { bytes } of files.values()) {
          if (blobId(bytes) !== id) continue;
          return {
            headers: { 'content-type': 'application/octet-stream' },
            body: bytes,
          };
        }
      }
      return refuse(404, `TF401035: The object ${id} does not exist`);
    }),
    [`POST ${base}/:/pushes`]: withRepo((repository, _, { body }) =>
      push(repository, body),
    ),
    [`GET ${base}/:/pullrequests`]: withRepo((repository, _, { query }) => ({
      body: {
        value: repository.pulls
          .filter(
            ({ head, base: target }) =>
              `refs/heads/${head}` ===
                query.get('searchCriteria.sourceRefName') &&
              `refs/heads/${target}` ===
                query.get('searchCriteria.targetRefName'),
          )
          .map(({ number }) => ({ pullRequestId: number, status: 'active' })),
      },
    })),
    [`POST ${base}/:/pullrequests`]: withRepo((repository, _, { body }) => {
      const head = body.sourceRefName.replace('refs/heads/', '');
      const target = body.targetRefName.replace('refs/heads/', '');
      const isOpen = repository.pulls.some(
        pull => pull.head === head && pull.base === target,
      );
      if (isOpen) {
        return refuse(
          409,
          'TF401179: An active pull request for the source and target branch already exists.',
        );
      }
      const number = repository.pulls.length + 1;
      const { title, description } = body;
      repository.pulls.push({
        number,
        head,
        base: target,
        title,
        body: description,
      });
      return { status: 201, body: { pullRequestId: number, status: 'active' } };
    }),
  };
}

function items(
  repository: FakeRepository,
  _: string[],
  { query }: HostRequest,
): HostReply {
  const version =
    query.get('versionDescriptor.version') ?? repository.defaultBranch;
  const commit = repository.resolve(version);
  const path = (query.get('path') ?? query.get('scopePath') ?? '/').slice(1);
  const inside = [...(commit?.files.values() ?? [])].filter(
    entry => !path || entry.path === path || entry.path.startsWith(`${path}/`),
  );
  if (!commit || inside.length === 0) {
    return refuse(404, `TF401174: The item ${path} could not be found`);
  }
  const shape = (entry: (typeof inside)[number]) => ({
    objectId: blobId(entry.bytes),
    gitObjectType: 'blob',
    commitId: commit.id,
    path: `/${entry.path}`,
    ...(entry.mode === '120000' && { isSymLink: true }),
  });
  const folder = {
    objectId: 'e'.repeat(40),
    gitObjectType: 'tree',
    commitId: commit.id,
    path: `/${path}`,
    isFolder: true,
  };
  if (query.has('path')) {
    return { body: commit.files.has(path) ? shape(inside[0]) : folder };
  }
  return { body: { value: [folder, ...inside.map(shape)] } };
}

function push(repository: FakeRepository, body: WireJson): HostReply {
  const [{ name, oldObjectId }] = body.refUpdates;
  const branch = name.replace('refs/heads/', '');
  if (repository.protectedBranches.has(branch)) {
    return refuse(
      403,
      'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.',
    );
  }
  const head = repository.branches.get(branch);
  if (head ? head !== oldObjectId : false) {
    return refuse(
      409,
      `TF401028: The reference '${name}' has already been updated by another client`,
    );
  }
  const parent =
    oldObjectId === NO_OBJECT ? undefined : repository.commits.get(oldObjectId);
  const files = new Map(parent?.files);
  for (const { changeType, item, newContent } of body.commits[0].changes) {
    const path = item.path.slice(1);
    if ((changeType === 'add') === files.has(path)) {
      return refuse(
        400,
        `TF401179: the item ${path} cannot be ${changeType}ed`,
      );
    }
    const bytes = Buffer.from(newContent.content, 'base64');
    files.set(path, { path, mode: '100644', bytes });
  }
  const made = repository.addCommit(
    body.commits[0].comment,
    parent ? [parent.id] : [],
    files,
  );
  repository.branches.set(branch, made.id);
  return {
    status: 201,
    body: { pushId: 1, commits: [{ commitId: made.id }], refUpdates: [] },
  };
}

function repositoryShape(repository: FakeRepository) {
  const { owner, name, isEmpty, isArchived, defaultBranch } = repository;
  const url = `https://dev.azure.com/${owner}/_git/${name}`;
  return {
    id: '278d5cd2-584d-4b63-824a-2ba458937249',
    name,
    isDisabled: isArchived,
    ...(!isEmpty && { defaultBranch: `refs/heads/${defaultBranch}` }),
    remoteUrl: url.replace('//', '//acme@'),
    webUrl: url,
  };
}
