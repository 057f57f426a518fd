/** What has a meaning of its own in RE2, and in every other dialect that the engines use. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/**
 * A glob of a trust policy as a regular expression (RE2) that matches the same texts and no others: anchored at both
 * ends, everything but stars taken for itself.
 *
 * @public
 */
export function globToRegExp(glob: string): string {
  const parts = glob.match(/\*\*+|\*|[^*]+/gu) ?? [];
  const body = parts.map(part => {
    if (part.startsWith('**')) return '.*';
    return part === '*' ? '[^/]*' : part.replace(SPECIAL, '\\$&');
  });
  return `^${body.join('')}$`;
}

/** A regular expression (RE2) that matches this text alone. @internal */
export function textToRegExp(text: string): string {
  return `^${text.replace(SPECIAL, '\\$&')}$`;
}

/** @internal */
export function isGlob(text: string): boolean {
  return text.includes('*');
}

/**
 * Globs over whole image references, for engines whose star crosses segments: with tag, with digest, and bare.
 *
 * @internal
 */
export function toReferenceGlobs(repository: string): string[] {
  const glob = repository.replace(/\*+/g, '*');
  return glob.endsWith('*') ? [glob] : [glob, `${glob}:*`, `${glob}@*`];
}

/**
 * Whether a star that crosses segments makes a glob reach further than it does in a trust policy.
 *
 * @internal
 */
export function isWidened(repository: string): boolean {
  return /(^|[^*])\*($|[^*])/.test(repository);
}

/** Whether a glob reaches Docker Hub, whose images are also written without their host. @internal */
export function reachesDockerHub(repository: string): boolean {
  return /^(\*|(index\.|registry-1\.)?docker\.io\/)/.test(repository);
}
