import { ScmError } from './ScmError';

/** A repository by the URL that a person would paste. @public */
export interface ScmRepositoryLocation {
  /** Host with port, as `integrations` name it. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

const NAME = /^[\w~](?:[\w. ~-]{0,98}[\w.-])?$/;
const REF = /^[^-/.\s~^:?*[\\][^\s~^:?*[\\]{0,199}$/;

/** How many parts, separated by slashes, the owner of a repository has. @internal */
export interface OwnerDepth {
  readonly min: number;
  readonly max: number;
}

const ONE_PART: OwnerDepth = { min: 1, max: 1 };

/**
 * Takes the URL of a repository apart: `https://git.example.com/ml/fleet(.git)`, and the forms of Azure DevOps
 * (`…/acme/ml/_git/fleet`) and Bitbucket Server (`…/projects/ML/repos/fleet`, `…/scm/ml/fleet.git`). Else the owner and
 * the name are the last two segments, so that a host that lives under a sub-path is understood;
 * {@link locateRepository} knows hosts that nest their groups.
 *
 * @throws ScmError `INVALID_INPUT`
 * @public
 */
export function parseRepositoryUrl(url: string): ScmRepositoryLocation {
  const { host, segments } = readSegments(url);
  const known = knownForm(segments);
  if (known) return { host, ...known };
  const [owner, name] = segments.slice(-2);
  return { host, ...checkRepository({ owner, name: bareName(name) }) };
}

/**
 * The host, and the segments of the path as they are meant, of a URL with two segments or more.
 *
 * @throws ScmError `INVALID_INPUT`
 * @internal
 */
export function readSegments(url: string): {
  readonly host: string;
  readonly segments: readonly string[];
} {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const segments = parsed?.pathname.split('/').filter(Boolean).map(decode);
  if (
    !parsed ||
    !/^https?:$/.test(parsed.protocol) ||
    !segments ||
    segments.length < 2
  ) {
    throw new ScmError({
      code: 'INVALID_INPUT',
      message: `'${redactUrl(
        url,
      )}' is no URL of a Git repository: give it as https://host/owner/name`,
    });
  }
  return { host: parsed.host, segments };
}

/** Forms that say by themselves what is what. @internal */
export function knownForm(
  segments: readonly string[],
): { readonly owner: string; readonly name: string } | undefined {
  const git = segments.indexOf('_git');
  if (git >= 0 && segments[git + 1]) {
    const name = segments[git + 1];
    // The project's own repository may be named without the project.
    const owners = git === 1 ? [segments[0], name] : segments.slice(0, git);
    const repo = { owner: owners.join('/'), name };
    return checkRepository(repo, { min: 2, max: 4 });
  }
  const text = `/${segments.join('/')}`;
  const server =
    /\/(projects|users)\/([^/]+)\/repos\/([^/]+)/.exec(text) ??
    /\/(scm)\/([^/]+)\/([^/]+)$/.exec(text);
  if (!server) return undefined;
  const [, kind, owner, name] = server;
  return checkRepository({
    owner: kind === 'users' ? `~${owner}` : owner,
    name: bareName(name),
  });
}

/** @internal */
export function bareName(name: string): string {
  return name.replace(/\.git$/, '');
}

/**
 * Refuses names that would mean something else inside a URL.
 *
 * @internal
 */
export function checkRepository<T extends { owner: string; name: string }>(
  repo: T,
  depth: OwnerDepth = ONE_PART,
): T {
  const owners = repo.owner.split('/');
  const isDeepEnough = owners.length >= depth.min && owners.length <= depth.max;
  const isNamed = [...owners, repo.name].every(
    part => NAME.test(part) && !part.endsWith('.git') && !part.includes('..'),
  );
  if (!isNamed || !isDeepEnough) {
    throw new ScmError({
      code: 'INVALID_INPUT',
      message: `'${repo.owner.slice(0, 200)}/${repo.name.slice(
        0,
        200,
      )}' cannot be the name of a Git repository${
        isNamed ? ` there: its owner has ${depthText(depth)}` : ''
      }: use letters, digits, '-', '_' and '.'`,
    });
  }
  return repo;
}

function depthText({ min, max }: OwnerDepth): string {
  if (max > min) return `${min} to ${max} parts, such as acme/ml`;
  return min === 1 ? 'one part, such as ml' : `${min} parts, such as acme/ml`;
}

/**
 * Refuses what Git does not take as the name of a branch, a tag or a commit.
 *
 * @internal
 */
export function checkBranch(ref: string): string {
  const isBad =
    !REF.test(ref) ||
    /\.\.|\/\/|@\{|\/\.|\.lock(\/|$)|[./]$/.test(ref) ||
    [...ref].some(char => char < ' ' || char === '\x7f');
  if (isBad) {
    throw new ScmError({
      code: 'INVALID_INPUT',
      message: `'${ref.slice(
        0,
        100,
      )}' cannot be the name of a branch, tag or commit`,
    });
  }
  return ref;
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

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function redactUrl(url: string): string {
  return url.slice(0, 200).replace(/\/\/[^/@]*@/, '//');
}
