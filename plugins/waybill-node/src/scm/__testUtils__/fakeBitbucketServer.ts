import type { HostReply, HostRequest, HostRoutes } from './FakeHost';
import type { SandboxHost } from './sandboxHost';

const MAX_PAGE = 100;

const refuse = (
  status: number,
  message: string,
  exceptionName?: string,
): HostReply => ({
  status,
  body: { errors: [{ context: null, message, exceptionName }] },
});

interface Pull {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** State that a real Git repository does not keep. */
export interface ServerState {
  isArchived: boolean;
  readonly pulls: Pull[];
}

/** Bitbucket Data Center's REST 1.0, over real Git repositories, which are pushed to by Git's own protocol. */
export function fakeBitbucketServer(
  sandbox: SandboxHost,
  state: ServerState,
): HostRoutes {
  const base = '/rest/api/1.0/projects/:/repos/:';
  const find = async (owner: string, name: string) => {
    const { status, body } = await sandbox.api(
      'GET',
      `/repos/${owner}/${name}`,
    );
    return status === 200 ? body : undefined;
  };
  const shape = (owner: string, name: string) => ({
    slug: name,
    archived: state.isArchived,
    project: { key: owner },
    links: {
      self: [
        { href: `https://git.acme.com/projects/${owner}/repos/${name}/browse` },
      ],
      clone: [
        { name: 'http', href: `https://git.acme.com/scm/${owner}/${name}.git` },
      ],
    },
  });
  const noRepository = (name: string) =>
    refuse(
      404,
      `Repository ${name} does not exist.`,
      'com.atlassian.bitbucket.repository.NoSuchRepositoryException',
    );

  return {
    [`GET ${base}`]: async (_, [owner, name]) =>
      (await find(owner, name))
        ? { body: shape(owner, name) }
        : noRepository(name),
    'POST /rest/api/1.0/projects/:/repos': async ({ body }, [owner]) => {
      const made = await sandbox.api('POST', '/user/repos', {
        name: body.name,
        default_branch: body.defaultBranch,
      });
      return made.status === 201
        ? { status: 201, body: shape(owner, body.name) }
        : refuse(409, 'This repository URL is already taken.');
    },
    [`GET ${base}/branches`]: async (_, [owner, name]) => {
      const { body } = await sandbox.api(
        'GET',
        `/repos/${owner}/${name}/branches`,
      );
      return {
        body: {
          values: body.map(({ name: displayId }: { name: string }) => ({
            displayId,
          })),
          isLastPage: true,
        },
      };
    },
    [`GET ${base}/default-branch`]: async (_, [owner, name]) => {
      const found = await find(owner, name);
      return found.empty
        ? refuse(404, `"${name}" does not have a default branch.`)
        : { body: { displayId: found.default_branch } };
    },
    [`GET ${base}/commits`]: async ({ query }, [owner, name]) => {
      const ref = (query.get('until') ?? '').replace(
        /^refs\/(heads|tags)\//,
        '',
      );
      const { status, body } = await sandbox.api(
        'GET',
        `/repos/${owner}/${name}/commits?sha=${encodeURIComponent(ref)}`,
      );
      return status === 200
        ? { body: { values: [{ id: body[0].sha }], isLastPage: true } }
        : refuse(404, `Commit '${ref}' does not exist.`);
    },
    [`GET ${base}/files/*`]: async ({ query }, [owner, name, under]) => {
      const { body } = await sandbox.api(
        'GET',
        `/repos/${owner}/${name}/git/trees/${query.get('at')}?recursive=true`,
      );
      const paths: string[] = body.tree
        .filter(({ type }: { type: string }) => type === 'blob')
        .map(({ path }: { path: string }) => path)
        .filter((path: string) => path.startsWith(under))
        .map((path: string) => path.slice(under.length));
      if (under && paths.length === 0) return refuse(404, 'no such path');
      const start = Number(query.get('start'));
      const limit = Math.min(MAX_PAGE, Number(query.get('limit')));
      const isLastPage = start + limit >= paths.length;
      return {
        body: {
          values: paths.slice(start, start + limit),
          isLastPage,
          nextPageStart: isLastPage ? null : start + limit,
        },
      };
    },
    [`GET ${base}/raw/*`]: async ({ query }, [owner, name, path]) => {
      const at = query.get('at');
      const { status, bytes } = await sandbox.api(
        'GET',
        `/repos/${owner}/${name}/raw/${path}${at ? `?ref=${at}` : ''}`,
      );
      return status === 200
        ? { headers: { 'content-type': 'text/plain' }, body: bytes }
        : refuse(404, `The path "${path}" does not exist`);
    },
    [`GET ${base}/pull-requests`]: ({ query }, [owner, name]) => ({
      body: {
        values: state.pulls
          .filter(({ from }) => from === query.get('at'))
          .map(pull => pullShape(owner, name, pull)),
        isLastPage: true,
      },
    }),
    [`POST ${base}/pull-requests`]: async ({ body }, [owner, name]) => {
      const [from, to] = [body.fromRef.id, body.toRef.id];
      if (state.pulls.some(pull => pull.from === from && pull.to === to)) {
        return refuse(
          409,
          'Only one pull request may be open for a given source and target branch',
          'com.atlassian.bitbucket.pull.DuplicatePullRequestException',
        );
      }
      const pull = { id: state.pulls.length + 1, from, to };
      state.pulls.push(pull);
      return { status: 201, body: pullShape(owner, name, pull) };
    },
    'GET /scm/*': pass,
    'POST /scm/*': pass,
  };

  function pass(request: HostRequest, [path]: string[]) {
    return sandbox.pass(request, `/${path}`);
  }
}

function pullShape(owner: string, name: string, pull: Pull) {
  return {
    id: pull.id,
    state: 'OPEN',
    fromRef: { id: pull.from },
    toRef: { id: pull.to },
    links: {
      self: [
        {
          href: `https://git.acme.com/projects/${owner}/repos/${name}/pull-requests/${pull.id}`,
        },
      ],
    },
  };
}
