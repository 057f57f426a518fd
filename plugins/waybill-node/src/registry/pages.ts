/**
 * The next page of a list (RFC 8288, `rel="next"`): its path and query only, so that a registry cannot send its reader
 * elsewhere.
 */
export function nextPage(
  link: string | undefined,
  current: string,
): string | undefined {
  const next = link?.match(/<([^>]+)>\s*;\s*rel="?next"?/)?.[1];
  const base = new URL(current, 'http://registry.invalid');
  if (!next || !URL.canParse(next, base)) return undefined;
  const { pathname, search } = new URL(next, base);
  return `${pathname}${search}`;
}
