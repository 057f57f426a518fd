import type { GitServices } from '../context';
import type { StoredRepository } from '../GitStore';
import {
  branchHead,
  type CommitInfo,
  type Person,
  type TreeEntry,
} from '../readRepository';

// Field names and types as in Gitea's swagger (v1.22); fields that no client of a portal reads are left out.

/** `User` */
export function userShape({ baseUrl }: GitServices, login: string) {
  return {
    id: 1,
    login,
    username: login,
    login_name: '',
    full_name: '',
    email: `${login}@noreply.localhost`,
    avatar_url: '',
    html_url: `${baseUrl}/${login}`,
    is_admin: false,
    active: true,
    visibility: 'public',
  };
}

/** `Organization` */
export function organizationShape({ baseUrl }: GitServices, name: string) {
  return {
    id: 1,
    name,
    username: name,
    full_name: '',
    avatar_url: '',
    description: '',
    website: '',
    location: '',
    visibility: 'public',
    url: `${baseUrl}/api/v1/orgs/${name}`,
  };
}

/** `Repository` */
export async function repositoryShape(
  services: GitServices,
  repository: StoredRepository,
) {
  const { baseUrl } = services;
  const { id, owner, name, description, isPrivate, defaultBranch, createdAt } =
    repository;
  const fullName = `${owner}/${name}`;
  return {
    id,
    owner: userShape(services, owner),
    name,
    full_name: fullName,
    description,
    empty: (await branchHead(repository, defaultBranch)) === undefined,
    private: isPrivate,
    internal: false,
    fork: false,
    template: false,
    mirror: false,
    archived: false,
    size: 0,
    html_url: `${baseUrl}/${fullName}`,
    url: apiUrl(services, repository),
    clone_url: `${baseUrl}/${fullName}.git`,
    ssh_url: '',
    default_branch: defaultBranch,
    created_at: createdAt,
    updated_at: createdAt,
    permissions: { admin: true, push: true, pull: true },
    has_pull_requests: true,
    has_issues: false,
    has_wiki: false,
    allow_merge_commits: true,
    allow_rebase: true,
    allow_squash_merge: true,
    default_merge_style: 'merge',
    object_format_name: 'sha1',
  };
}

export function apiUrl(
  { baseUrl }: GitServices,
  { owner, name }: StoredRepository,
): string {
  return `${baseUrl}/api/v1/repos/${owner}/${name}`;
}

export function htmlUrl(
  { baseUrl }: GitServices,
  { owner, name }: StoredRepository,
): string {
  return `${baseUrl}/${owner}/${name}`;
}

/** `PayloadCommitVerification` of a commit that nobody signed */
export const UNSIGNED = {
  verified: false,
  reason: 'gpg.error.not_signed_commit',
  signature: '',
  signer: null,
  payload: '',
};

/** `CommitUser` */
const commitUser = ({ name, email, date }: Person) => ({ name, email, date });

/** `Commit` */
export function commitShape(
  services: GitServices,
  repository: StoredRepository,
  commit: CommitInfo,
) {
  const api = `${apiUrl(services, repository)}/git`;
  return {
    url: `${api}/commits/${commit.sha}`,
    sha: commit.sha,
    created: commit.committer.date,
    html_url: `${htmlUrl(services, repository)}/commit/${commit.sha}`,
    commit: {
      url: `${api}/commits/${commit.sha}`,
      author: commitUser(commit.author),
      committer: commitUser(commit.committer),
      message: commit.message,
      tree: {
        url: `${api}/trees/${commit.tree}`,
        sha: commit.tree,
        created: commit.committer.date,
      },
      verification: UNSIGNED,
    },
    author: null,
    committer: null,
    parents: commit.parents.map(sha => ({
      url: `${api}/commits/${sha}`,
      sha,
      created: commit.committer.date,
    })),
  };
}

/** `FileCommitResponse` */
export function fileCommitShape(
  services: GitServices,
  repository: StoredRepository,
  commit: CommitInfo,
) {
  const { url, sha, html_url, parents, created } = commitShape(
    services,
    repository,
    commit,
  );
  return {
    url,
    sha,
    html_url,
    created,
    author: commitUser(commit.author),
    committer: commitUser(commit.committer),
    parents,
    message: commit.message,
    tree: {
      url: `${apiUrl(services, repository)}/git/trees/${commit.tree}`,
      sha: commit.tree,
      created,
    },
  };
}

/** `PayloadCommit`, as in `Branch` */
function payloadCommit(
  services: GitServices,
  repository: StoredRepository,
  commit: CommitInfo,
) {
  const person = ({ name, email }: Person) => ({ name, email, username: '' });
  return {
    id: commit.sha,
    message: commit.message,
    url: `${htmlUrl(services, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    verification: UNSIGNED,
    timestamp: commit.committer.date,
    added: null,
    removed: null,
    modified: null,
  };
}

/** `Branch` */
export function branchShape(
  services: GitServices,
  repository: StoredRepository,
  branch: { name: string; commit: CommitInfo },
) {
  return {
    name: branch.name,
    commit: payloadCommit(services, repository, branch.commit),
    protected: false,
    required_approvals: 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: true,
    user_can_merge: true,
    effective_branch_protection_name: '',
  };
}

/** `ContentsResponse`; `content` only for a file that was asked for by its own path */
export function contentsShape(
  services: GitServices,
  repository: StoredRepository,
  options: {
    entry: TreeEntry;
    ref: string;
    lastCommit: string;
    content?: Buffer;
  },
) {
  const { entry, ref, lastCommit, content } = options;
  const encoded = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${apiUrl(
    services,
    repository,
  )}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiUrl(services, repository)}/git/${entry.type}s/${entry.sha}`;
  const html = `${htmlUrl(services, repository)}/src/${refPath(
    ref,
  )}/${encoded}`;
  const isFile = entry.type === 'blob';
  return {
    name: entry.path.split('/').pop() ?? '',
    path: entry.path,
    sha: entry.sha,
    last_commit_sha: lastCommit,
    type: typeOf(entry),
    size: entry.sizeBytes,
    encoding: content ? 'base64' : null,
    content: content ? content.toString('base64') : null,
    target: null,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isFile
      ? `${htmlUrl(services, repository)}/raw/${refPath(ref)}/${encoded}`
      : null,
    submodule_git_url: null,
    _links: { self, git, html },
  };
}

function refPath(ref: string): string {
  return /^[0-9a-f]{40}$/.test(ref) ? `commit/${ref}` : `branch/${ref}`;
}

function typeOf({
  type,
  mode,
}: TreeEntry): 'file' | 'dir' | 'symlink' | 'submodule' {
  if (type === 'tree') return 'dir';
  if (type === 'commit') return 'submodule';
  return mode === '120000' ? 'symlink' : 'file';
}
