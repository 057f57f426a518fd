import { ScmError } from './ScmError';

/** A repository by the URL that a person would paste. @public */
export interface ScmRepositoryLocation {
  /** Host with port, as `integrations` name it. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/**
 * Takes `https://git.example.com/ml/fleet(.git)` apart. The owner and the name are the last two segments, so that a
 * host that lives under a sub-path is understood.
 *
 * @throws ScmError `INVALID_INPUT`
 * @public
 */
export function parseRepositoryUrl(url: string): ScmRepositoryLocation {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const segments = parsed?.pathname.split('/').filter(Boolean) ?? [];
  const [owner, name] = segments.slice(-2);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !name) {
    throw new ScmError({
      code: 'INVALID_INPUT',
      message: `'${redactUrl(
        url,
      )}' is no URL of a Git repository: give it as https://host/owner/name`,
    });
  }
  return {
    host: parsed.host,
    ...checkRepository({ owner, name: name.replace(/\.git$/, '') }),
  };
}

/**
 * Refuses names that would mean something else inside a URL.
 *
 * @internal
 */
export function checkRepository<T extends { owner: string; name: string }>(
  repo: T,
): T {
  for (const part of [repo.owner, repo.name]) {
    if (!NAME.test(part) || part.endsWith('.git') || part.includes('..')) {
      throw new ScmError({
        code: 'INVALID_INPUT',
        message: `'${repo.owner}/${repo.name}' cannot be the name of a Git repository: use letters, digits, '-', '_' and '.'`,
      });
    }
  }
  return repo;
}

/**
 * Refuses paths that leave the repository or reach into Git's own folder.
 *
 * @internal
 */
export function checkPath(path: string): string {
  const isBad = path
    .split('/')
    .some(segment => !segment || /^(\.{1,2}|\.git)$/i.test(segment));
  const hasControl = [...path].some(char => char < ' ');
  if (isBad || hasControl || path.includes('\\') || path.length > 500) {
    throw new ScmError({
      code: 'INVALID_INPUT',
      message: `'${path.slice(
        0,
        100,
      )}' cannot be the path of a file in a Git repository`,
    });
  }
  return path;
}

function redactUrl(url: string): string {
  return url.slice(0, 200).replace(/\/\/[^/@]*@/, '//');
}
