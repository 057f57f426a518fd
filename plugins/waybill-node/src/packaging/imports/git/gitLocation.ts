import { PackagingError } from '../../PackagingError';
import { packagePath } from '../../sources/packagePath';
import { ImportError } from '../ImportError';
import { isRevision } from '../importSource';

/** A folder of a repository, as the program git is told of it. */
export interface GitLocation {
  /** `https://host/org/repository`, without what names a folder. */
  readonly remote: string;
  /** Branch, tag or commit; what the remote calls HEAD where absent. */
  readonly revision?: string;
  /** Without slashes around it; empty for all of the repository. */
  readonly folder: string;
}

/** Pages of folders: GitLab, then Gitea, then GitHub. A branch with a slash in its name has to be given with `?ref=`. */
const PAGES = [
  /^(?<repository>\/.+?)\/-\/tree\/(?<revision>[^/]+)(?:\/(?<folder>.*))?$/,
  /^(?<repository>\/.+?)\/src\/(?:branch|tag|commit)\/(?<revision>[^/]+)(?:\/(?<folder>.*))?$/,
  /^(?<repository>\/.+?)\/tree\/(?<revision>[^/]+)(?:\/(?<folder>.*))?$/,
];

/**
 * Reads `https://host/org/repository.git//folder?ref=revision`, or the URL of a folder's page at GitHub, GitLab or Gitea.
 *
 * @throws ImportError `SOURCE_INVALID`
 */
export function gitLocation(url: string): GitLocation {
  const parsed = new URL(url);
  const { protocol, host, username, pathname } = parsed;
  const asked = parsed.searchParams.get('ref') ?? undefined;
  const [, direct, inside] = /^(\/.+?)\/\/(.*)$/.exec(pathname) ?? [];
  const page = direct
    ? { repository: direct, folder: inside }
    : PAGES.map(pattern => pattern.exec(pathname)?.groups).find(Boolean);
  const repository = (page?.repository ?? pathname).replace(/\/+$/, '');
  const revision = asked ?? decoded(url, page?.revision);
  if (repository === '') throw invalid(url, 'it names no repository');
  if (revision !== undefined && !isRevision(revision))
    throw invalid(url, 'its revision is no branch, tag or commit');
  const account = protocol === 'ssh:' && username ? `${username}@` : '';
  return {
    remote: `${protocol}//${account}${host}${repository}`,
    ...(revision !== undefined ? { revision } : {}),
    folder: folderOf(url, page?.folder),
  };
}

function folderOf(url: string, text = ''): string {
  const folder = (decoded(url, text) ?? '').replace(/^\/+|\/+$/g, '');
  if (folder === '') return '';
  try {
    return packagePath(folder);
  } catch (cause) {
    if (!(cause instanceof PackagingError)) throw cause;
    throw invalid(url, 'its folder is no path in a repository', cause);
  }
}

function decoded(url: string, text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch (cause) {
    throw invalid(url, 'it has a % that stands for no character', cause);
  }
}

function invalid(url: string, why: string, cause?: unknown): ImportError {
  const { host, pathname } = new URL(url);
  return new ImportError({
    code: 'SOURCE_INVALID',
    cause,
    message: `'${host}${pathname.slice(
      0,
      200,
    )}' is no folder of a Git repository: ${why}. Give git+https://host/org/repository//folder?ref=revision.`,
  });
}
