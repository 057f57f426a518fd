/** Names a repository on a host. @internal */
export interface Repo {
  /** Organisation, user, workspace or project; with slashes where the host nests them. */
  readonly owner: string;
  readonly name: string;
}

/** @internal */
export function label(repo: Repo): string {
  return `${repo.owner}/${repo.name}`;
}

/** Each segment encoded, the slashes kept. @internal */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
