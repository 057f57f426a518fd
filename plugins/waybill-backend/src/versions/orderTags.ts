import semver from 'semver';

/** Newest first by semver; tags that are no semver after them, by name. */
export function orderTags(tags: readonly string[]): string[] {
  return [...tags].sort((a, b) => {
    const [versionA, versionB] = [semver.parse(a), semver.parse(b)];
    if (versionA && versionB) {
      return semver.compareBuild(versionB, versionA) || compareNames(a, b);
    }
    if (versionA || versionB) {
      return versionA ? -1 : 1;
    }
    return compareNames(a, b);
  });
}

function compareNames(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** Tags that tools keep their own things under: signatures, attestations, referrers without an API for them. */
export function isVersionTag(tag: string): boolean {
  return !/^sha(256|512)-[0-9a-f]{64,128}(\.\w+)?$/.test(tag);
}
