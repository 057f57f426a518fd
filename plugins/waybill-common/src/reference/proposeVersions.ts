import semver from 'semver';

/** What a next version may be, by how much changed. @public */
export interface ProposedVersions {
  /** The newest one that is there and not a prerelease; absent where there is none. */
  readonly newest?: string;
  readonly patch: string;
  readonly minor: string;
  readonly major: string;
}

const FIRST = '1.0.0';

/**
 * The versions that may come after those that are there; none of them is there already. Prereleases count only where
 * there is nothing else: then the release that they are for comes next.
 *
 * @param tags - of one repository; those that are no semantic version are not looked at.
 * @public
 */
export function proposeVersions(tags: readonly string[]): ProposedVersions {
  const versions = tags.flatMap(tag => semver.parse(tag) ?? []);
  const [newest] = versions
    .filter(({ prerelease }) => prerelease.length === 0)
    .sort(semver.rcompare);
  if (!newest) {
    const [begun] = [...versions].sort(semver.rcompare);
    const first = begun
      ? `${begun.major}.${begun.minor}.${begun.patch}`
      : FIRST;
    return { patch: first, minor: first, major: first };
  }
  const next = (part: 'patch' | 'minor' | 'major') =>
    new semver.SemVer(newest.version).inc(part).version;
  return {
    newest: newest.version,
    patch: next('patch'),
    minor: next('minor'),
    major: next('major'),
  };
}
