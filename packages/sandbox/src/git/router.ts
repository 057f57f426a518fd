import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createBranch,
  deleteBranch,
  getBranch,
  getBranches,
} from './api/branches';
import { getArchive, getCommit, getCommits } from './api/commits';
import {
  changeFiles,
  createFile,
  deleteFile,
  getContents,
  getRaw,
  updateFile,
} from './api/contents';
import { getBlob, getTree } from './api/objects';
import {
  createPull,
  editPull,
  getPull,
  isPullMerged,
  listPullFiles,
  listPulls,
  mergePull,
} from './api/pulls';
import {
  createOrganization,
  createOrganizationRepository,
  createUserRepository,
  deleteRepository,
  getAuthenticatedUser,
  getOrganization,
  getRepository,
  getUser,
  getVersion,
  listOwnerRepositories,
  searchRepositories,
} from './api/repositories';
import type { GitHandler, GitServices } from './context';
import { GitError } from './GitError';
import {
  showCommit,
  showCommits,
  showInsteadOfEdit,
  showOwner,
  showOwners,
  showPath,
  showPull,
  showRawPath,
  showRepository,
} from './pages/repositoryPages';
import { advertiseRefs, serve } from './smartHttp';

type Methods = Readonly<Record<string, GitHandler>>;

/** `:x` is one segment, `*` the rest of the path; both are parameters. */
const ROUTES: readonly (readonly [pattern: string, methods: Methods])[] = [
  ['/api/v1/version', { GET: getVersion }],
  ['/api/v1/user', { GET: getAuthenticatedUser }],
  ['/api/v1/user/repos', { POST: createUserRepository }],
  ['/api/v1/users/:user', { GET: getUser }],
  ['/api/v1/users/:user/repos', { GET: listOwnerRepositories }],
  ['/api/v1/orgs', { POST: createOrganization }],
  ['/api/v1/orgs/:org', { GET: getOrganization }],
  [
    '/api/v1/orgs/:org/repos',
    { GET: listOwnerRepositories, POST: createOrganizationRepository },
  ],
  ['/api/v1/repos/search', { GET: searchRepositories }],
  [
    '/api/v1/repos/:owner/:name',
    { GET: getRepository, DELETE: deleteRepository },
  ],
  [
    '/api/v1/repos/:owner/:name/contents',
    { GET: getContents, POST: changeFiles },
  ],
  [
    '/api/v1/repos/:owner/:name/contents/*',
    { GET: getContents, POST: createFile, PUT: updateFile, DELETE: deleteFile },
  ],
  ['/api/v1/repos/:owner/:name/raw/*', { GET: getRaw }],
  ['/api/v1/repos/:owner/:name/archive/*', { GET: getArchive }],
  [
    '/api/v1/repos/:owner/:name/branches',
    { GET: getBranches, POST: createBranch },
  ],
  [
    '/api/v1/repos/:owner/:name/branches/*',
    { GET: getBranch, DELETE: deleteBranch },
  ],
  ['/api/v1/repos/:owner/:name/commits', { GET: getCommits }],
  ['/api/v1/repos/:owner/:name/git/commits/*', { GET: getCommit }],
  ['/api/v1/repos/:owner/:name/git/trees/*', { GET: getTree }],
  ['/api/v1/repos/:owner/:name/git/blobs/:sha', { GET: getBlob }],
  ['/api/v1/repos/:owner/:name/pulls', { GET: listPulls, POST: createPull }],
  [
    '/api/v1/repos/:owner/:name/pulls/:number',
    { GET: getPull, PATCH: editPull },
  ],
  ['/api/v1/repos/:owner/:name/pulls/:number/files', { GET: listPullFiles }],
  [
    '/api/v1/repos/:owner/:name/pulls/:number/merge',
    { GET: isPullMerged, POST: mergePull },
  ],
  ['/:owner/:name/info/refs', { GET: advertiseRefs }],
  ['/:owner/:name/git-upload-pack', { POST: serve('upload-pack') }],
  ['/:owner/:name/git-receive-pack', { POST: serve('receive-pack') }],
  ['/', { GET: showOwners }],
  ['/:owner', { GET: showOwner }],
  ['/:owner/:name', { GET: showRepository }],
  ['/:owner/:name/src/:kind/*', { GET: showPath }],
  ['/:owner/:name/raw/:kind/*', { GET: showRawPath }],
  ['/:owner/:name/commits/:kind/*', { GET: showCommits }],
  ['/:owner/:name/commit/:sha', { GET: showCommit }],
  ['/:owner/:name/pulls/:number', { GET: showPull }],
  ['/:owner/:name/_edit/*', { GET: showInsteadOfEdit }],
];

const COMPILED = ROUTES.map(([pattern, methods]) => ({
  expression: new RegExp(
    `^${pattern.replace(/:[a-z]+/g, '([^/]+)').replace('*', '(.+)')}/?$`,
  ),
  methods,
}));

/** Finds the handler of a request and calls it. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  services: GitServices & { isAuthenticated: boolean },
): Promise<void> {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const method = request.method === 'HEAD' ? 'GET' : request.method ?? '';
  for (const { expression, methods } of COMPILED) {
    const match = expression.exec(path);
    if (match) {
      const handler = methods[method];
      if (!handler) throw new GitError(405, 'Method Not Allowed');
      const parameters = match.slice(1).map(decode);
      // Clients spell the address of a repository with `.git`, links in a page without.
      if (parameters.length > 1)
        parameters[1] = parameters[1].replace(/\.git$/, '');
      await handler({ ...services, request, response, query, parameters });
      return;
    }
  }
  throw new GitError(404, 'Not Found');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new GitError(400, 'the path is not well encoded');
  }
}
