import { checkRepository } from './repositoryUrl';

/** Names a repository on the host. */
export interface Repo {
  readonly owner: string;
  readonly name: string;
}

export function repoPath(repo: Repo): string {
  const { owner, name } = checkRepository(repo);
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

export function label(repo: Repo): string {
  return `${repo.owner}/${repo.name}`;
}
