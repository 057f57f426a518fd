/** `repository:models/iris:pull,push`, taken apart. */
interface Scope {
  readonly resource: string;
  readonly actions: readonly string[];
}

/**
 * The scopes to ask a token for: what the request needs, and the actions that the registry's challenge adds for the
 * same repository, as those that want `*` for a deletion do. What it names of other repositories is not asked for.
 */
export function scopesToAsk(
  needed: string,
  challenged: string | undefined,
): string[] {
  const named = parseScopes(challenged ?? '');
  return parseScopes(needed).map(({ resource, actions }) => {
    const more = named
      .filter(scope => scope.resource === resource)
      .flatMap(scope => scope.actions);
    return `${resource}:${[...new Set([...actions, ...more])].join(',')}`;
  });
}

/** The repository that a scope is about; the first where there are several. */
export function repositoryOfScope(scope: string): string | undefined {
  const resource = parseScopes(scope)[0]?.resource ?? '';
  return resource.startsWith('repository:')
    ? resource.slice('repository:'.length)
    : undefined;
}

function parseScopes(text: string): Scope[] {
  return text.split(' ').flatMap(one => {
    const colon = one.lastIndexOf(':');
    return colon > 0
      ? [
          {
            resource: one.slice(0, colon),
            actions: one
              .slice(colon + 1)
              .split(',')
              .filter(Boolean),
          },
        ]
      : [];
  });
}
