import semver, { type SemVer } from 'semver';

/** Tags that tools keep their own things under: signatures, attestations, lists of referrers. */
const TOOL_TAG = /^sha(?:256|512)-[0-9a-f]{64,128}(?:\.\w+)?$/;

/**
 * Whether a tag names a version for people, and not what a tool keeps beside one (`sha256-….sig`).
 *
 * @public
 */
export function isVersionTag(tag: string): boolean {
  return !TOOL_TAG.test(tag);
}

/**
 * Puts tags in the order of {@link versionOrder}: newest first by semantic version, then those that are none, by name.
 * Takes each tag apart once, so that a repository with tens of thousands of tags is sorted in a moment.
 *
 * @public
 */
export function newestVersionsFirst(tags: readonly string[]): string[] {
  return tags
    .map(tag => ({ tag, version: semver.parse(tag) }))
    .sort(
      (left, right) =>
        compareVersions(left.version, right.version) ||
        compareNames(left.tag, right.tag),
    )
    .map(({ tag }) => tag);
}

/** One page of versions. @public */
export interface VersionPage {
  readonly tags: readonly string[];
  /** Number of all tags, those of other pages too. */
  readonly total: number;
  /** What to ask the next page with; absent on the last one. */
  readonly nextAfter?: string;
}

/**
 * Cuts a page out of sorted tags. It begins behind a tag and not at a number, so that a version that is published
 * between two pages moves nothing; where that tag was deleted meanwhile, it begins where it would stand.
 *
 * @param sorted - as {@link newestVersionsFirst} gives them
 * @public
 */
export function pageOfVersions(
  sorted: readonly string[],
  page: { readonly limit: number; readonly after?: string },
): VersionPage {
  const start = page.after === undefined ? 0 : indexBehind(sorted, page.after);
  const limit = Math.max(1, Math.floor(page.limit));
  const tags = sorted.slice(start, start + limit);
  const hasMore = start + tags.length < sorted.length;
  return {
    tags,
    total: sorted.length,
    ...(hasMore && tags.length > 0 ? { nextAfter: tags[tags.length - 1] } : {}),
  };
}

function indexBehind(sorted: readonly string[], after: string): number {
  const version = semver.parse(after);
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const order =
      compareVersions(semver.parse(sorted[middle]), version) ||
      compareNames(sorted[middle], after);
    if (order > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compareVersions(left: SemVer | null, right: SemVer | null): number {
  if (left && right) return right.compare(left);
  if (left || right) return left ? -1 : 1;
  return 0;
}

/** Not localeCompare: the order must not depend on the machine. */
function compareNames(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
