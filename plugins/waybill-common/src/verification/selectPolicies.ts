import type { TrustPolicy } from './trustPolicy';

/**
 * The policies that speak of a repository, in configured order.
 *
 * @param repository - `host/path`.
 * @public
 */
export function selectPolicies(
  policies: readonly TrustPolicy[],
  repository: string,
): TrustPolicy[] {
  return policies.filter(policy =>
    policy.repositories.some(glob => matchesRepositoryGlob(glob, repository)),
  );
}

/**
 * Whether a glob over `host/path` matches a repository as a whole: `*` stands for characters other than `/`, `**` for
 * any characters, everything else for itself. Stars stand for nothing, too, but a slash that is written is needed: a
 * trust policy reaches no further than it says.
 *
 * @public
 */
export function matchesRepositoryGlob(
  glob: string,
  repository: string,
): boolean {
  const tokens = glob.match(/\*\*+|\*|[^*]/gu) ?? [];
  // Position by position over all tokens at once: a regular expression of many stars would backtrack for ever.
  let reached = closeOverStars(new Set([0]), tokens);
  for (const character of repository) {
    const next = new Set<number>();
    for (const index of reached) {
      const token = tokens[index];
      if (token === undefined) continue;
      if (token.startsWith('**')) next.add(index);
      else if (token === '*') {
        if (character !== '/') next.add(index);
      } else if (token === character) next.add(index + 1);
    }
    reached = closeOverStars(next, tokens);
    if (reached.size === 0) return false;
  }
  return reached.has(tokens.length);
}

/** Adds the positions that are reached when a star matches nothing. */
function closeOverStars(
  positions: Set<number>,
  tokens: readonly string[],
): Set<number> {
  for (const index of positions) {
    if (tokens[index]?.startsWith('*')) positions.add(index + 1);
  }
  return positions;
}
