import {
  requireRepository,
  type GitHandler,
  type GitRequest,
} from '../context';
import { writeRaw } from '../api/contents';
import { GitError } from '../GitError';
import { git } from '../gitCommand';
import type { StoredRepository } from '../GitStore';
import {
  findEntry,
  listBranches,
  listCommits,
  listTree,
  readBlob,
  requireCommit,
  resolveCommit,
  type TreeEntry,
} from '../readRepository';
import { html, page, type Html } from './html';

const MAX_SHOWN_BYTES = 1024 * 1024;
const COMMITS_PER_PAGE = 50;

export const showOwners: GitHandler = async context => {
  await showRepositories(context, undefined);
};

export const showOwner: GitHandler = async context => {
  const [owner] = context.parameters;
  if (!(await context.store.hasOwner(owner)))
    throw new GitError(404, 'there is no such owner');
  await showRepositories(context, owner);
};

export const showRepository: GitHandler = async context => {
  const repository = await requireRepository(context);
  const commit = await resolveCommit(repository, repository.defaultBranch);
  if (commit)
    await showSource(context, {
      repository,
      kind: 'branch',
      ref: repository.defaultBranch,
      commit,
      path: '',
    });
  else
    writePage(
      context,
      repository.name,
      trailOf(repository),
      html`<p>This repository is empty.</p>`,
    );
};

/** GET `/<owner>/<name>/src/<branch|tag|commit>/<ref>/<path>`. */
export const showPath: GitHandler = async context =>
  showSource(context, await locate(context));

/** GET `/<owner>/<name>/raw/<branch|tag|commit>/<ref>/<path>`. */
export const showRawPath: GitHandler = async context =>
  writeRaw(context, await locate(context));

/** Editing happens elsewhere: Backstage links here, and its reader at least sees the file. */
export const showInsteadOfEdit: GitHandler = async ({
  response,
  parameters,
}) => {
  const [owner, name, rest] = parameters;
  const target = `/${owner}/${name}/src/branch/${rest
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`;
  response.writeHead(302, { Location: target, 'Content-Length': 0 });
  response.end();
};

export const showCommits: GitHandler = async context => {
  const { repository, ref, commit } = await locate(context);
  const commits = await listCommits(repository, commit, {
    limit: COMMITS_PER_PAGE,
  });
  const rows = commits.map(
    ({ sha, message, author }) =>
      html`<tr>
        <td>
          <a href="${home(repository)}/commit/${sha}">${sha.slice(0, 10)}</a>
        </td>
        <td>${message.split('\n')[0]}</td>
        <td>${author.name}</td>
        <td>${author.date}</td>
      </tr>`,
  );
  writePage(
    context,
    `Commits of ${ref}`,
    trailOf(repository),
    html`<h1>Commits of ${ref}</h1>
      <table>
        ${rows}
      </table>`,
  );
};

export const showCommit: GitHandler = async context => {
  const repository = await requireRepository(context);
  const commit = await requireCommit(repository, context.parameters[2]);
  const diff = await git(
    [
      'show',
      '--stat',
      '--patch',
      '--format=commit %H%nAuthor: %an <%ae>%nDate: %aI%n%n%B',
      commit,
    ],
    {
      dir: repository.dir,
    },
  );
  writePage(
    context,
    `Commit ${commit.slice(0, 10)}`,
    trailOf(repository),
    html`<pre>${shown(diff)}</pre>`,
  );
};

export const showPull: GitHandler = async context => {
  const repository = await requireRepository(context);
  const pull = await context.pulls.find(
    repository,
    Number(context.parameters[2]),
  );
  if (!pull) throw new GitError(404, 'there is no such pull request');
  const state = pull.mergeCommit ? 'merged' : pull.state;
  const heads =
    pull.state === 'open'
      ? [pull.base, pull.head]
      : [pull.baseSha, pull.headSha];
  const [base, head] = [
    await requireCommit(repository, heads[0]),
    await requireCommit(repository, heads[1]),
  ];
  const diff = await git(['diff', `${base}...${head}`], {
    dir: repository.dir,
  });
  const content = html`<h1>${pull.title} (#${pull.number})</h1>
    <p>${pull.head} into ${pull.base}: ${state}</p>
    <pre>${pull.body}</pre>
    <pre>${shown(diff)}</pre>`;
  writePage(context, pull.title, trailOf(repository), content);
};

interface Location {
  readonly repository: StoredRepository;
  readonly kind: string;
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
}

/** A branch may have slashes: the longest one that exists wins. */
async function locate(context: GitRequest): Promise<Location> {
  const repository = await requireRepository(context);
  const [, , kind, rest] = context.parameters;
  const parts = rest.replace(/\/+$/, '').split('/');
  for (let length = parts.length; length > 0; length -= 1) {
    const ref = parts.slice(0, length).join('/');
    const commit = await resolveCommit(repository, ref);
    if (commit)
      return {
        repository,
        kind,
        ref,
        commit,
        path: parts.slice(length).join('/'),
      };
  }
  throw new GitError(404, 'there is no such branch, tag or commit');
}

async function showSource(
  context: GitRequest,
  location: Location,
): Promise<void> {
  const { repository, kind, ref, commit, path } = location;
  const entry = await findEntry(repository, commit, path);
  if (!entry) throw new GitError(404, 'there is no such file');
  const base = `${home(repository)}/src/${kind}/${encodePath(ref)}`;
  const content =
    entry.type === 'tree'
      ? await treeContent(repository, entry, base)
      : html`<p>
            <a
              href="${home(repository)}/raw/${kind}/${encodePath(
                ref,
              )}/${encodePath(path)}"
              >Raw</a
            >
          </p>
          <pre>${await blobText(repository, entry)}</pre>`;
  const branches = (await listBranches(repository)).map(
    branch =>
      html` <a href="${home(repository)}/src/branch/${encodePath(branch)}"
        >${branch}</a
      >`,
  );
  const clone = html`<p>
    <code>git clone ${context.baseUrl}${home(repository)}.git</code> ·
    <a href="${home(repository)}/commits/${kind}/${encodePath(ref)}">Commits</a>
    · Branches:${branches}
  </p>`;
  const crumbs =
    path === ''
      ? []
      : path.split('/').map((part, i, parts) => ({
          text: part,
          href: `${base}/${encodePath(parts.slice(0, i + 1).join('/'))}`,
        }));
  const trail = [...trailOf(repository), { text: ref, href: base }, ...crumbs];
  writePage(
    context,
    `${repository.owner}/${repository.name} ${path}`,
    trail,
    html`${path === '' ? clone : html``}${content}`,
  );
}

async function treeContent(
  repository: StoredRepository,
  tree: TreeEntry,
  base: string,
): Promise<Html> {
  const entries = await listTree(repository, tree);
  const rows = entries.map(entry => {
    const name = entry.path.split('/').pop() ?? '';
    return html`<tr>
      <td>
        <a href="${base}/${encodePath(entry.path)}"
          >${name}${entry.type === 'tree' ? '/' : ''}</a
        >
      </td>
      <td>${entry.type === 'blob' ? `${entry.sizeBytes} bytes` : ''}</td>
    </tr>`;
  });
  const readme = entries.find(
    entry => entry.type === 'blob' && /(?:^|\/)readme\.md$/i.test(entry.path),
  );
  const text = readme
    ? html`<pre>${await blobText(repository, readme)}</pre>`
    : html``;
  return html`<table>
      ${rows}
    </table>
    ${text}`;
}

async function blobText(
  repository: StoredRepository,
  entry: TreeEntry,
): Promise<string> {
  if (entry.type !== 'blob') return 'a submodule';
  if (entry.sizeBytes > MAX_SHOWN_BYTES) return `${entry.sizeBytes} bytes`;
  const content = await readBlob(repository, entry);
  return content.includes(0)
    ? `${entry.sizeBytes} bytes, not text`
    : content.toString('utf8');
}

function shown(text: Buffer): string {
  return text.subarray(0, MAX_SHOWN_BYTES).toString('utf8');
}

function home({ owner, name }: StoredRepository): string {
  return `/${owner}/${name}`;
}

function trailOf(repository: StoredRepository) {
  return [
    { text: repository.owner, href: `/${repository.owner}` },
    { text: repository.name, href: home(repository) },
  ];
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function showRepositories(
  context: GitRequest,
  owner: string | undefined,
): Promise<void> {
  const all = (await context.store.list(owner)).filter(
    ({ isPrivate }) => context.isAuthenticated || !isPrivate,
  );
  const items = all.map(
    repository =>
      html`<li>
        <a href="${home(repository)}">${repository.owner}/${repository.name}</a>
        ${repository.description}
      </li>`,
  );
  const trail = owner === undefined ? [] : [{ text: owner, href: `/${owner}` }];
  writePage(
    context,
    'Repositories',
    trail,
    html`<h1>Repositories</h1>
      <ul>
        ${items}
      </ul>`,
  );
}

function writePage(
  context: GitRequest,
  title: string,
  trail: { text: string; href: string }[],
  content: Html,
): void {
  const body = Buffer.from(page(title, trail, content));
  context.response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
  });
  context.response.end(context.request.method === 'HEAD' ? undefined : body);
}
