/** The address where a browser may go. Evidence comes from clusters: `javascript:` and the like are no links. */
export function safeHref(href: string | undefined): string | undefined {
  if (!href || !URL.canParse(href)) {
    return undefined;
  }
  return ['http:', 'https:'].includes(new URL(href).protocol)
    ? href
    : undefined;
}
