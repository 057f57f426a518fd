import { RegistryError } from './errors';
import type { AnswerHead, RegistryHttp } from './RegistryHttp';

/** A registry that gives a next page for ever is left. */
const MAX_PAGES = 1_000;

export interface Page extends AnswerHead {
  readonly bytes: Buffer;
}

/** A list that a registry gives in pages. */
export interface PagedList {
  /** Path and query of the first page. */
  readonly target: string;
  readonly scope: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expect: readonly number[];
  /** For messages: follows "The registry gives". */
  readonly what: string;
  readonly maxPages?: number;
  readonly signal?: AbortSignal;
  /** The query of the page behind this one, where the registry names none (RFC 8288) and there may yet be one. */
  readonly nextQuery?: (page: Page) => string | undefined;
}

/**
 * Reads the pages of a list, as many as its reader takes.
 *
 * @throws RegistryError `INVALID_ANSWER` for a list that goes in a circle, or on for ever: what was read of it is not
 * the list
 */
export async function* readPages(
  http: RegistryHttp,
  list: PagedList,
): AsyncGenerator<Page> {
  const { scope, headers, expect, what, signal } = list;
  const seen = new Set<string>();
  let target: string | undefined = list.target;
  let hasLinks = false;
  while (target) {
    if (seen.has(target)) throw endless(http, what, 'in a circle');
    if (seen.size >= (list.maxPages ?? MAX_PAGES))
      throw endless(http, what, `on for more than ${seen.size} pages`);
    seen.add(target);
    const page: Page = await http.fetchBytes(
      { method: 'GET', target, scope, headers, expect, signal },
      `The page of ${what}`,
    );
    yield page;
    hasLinks ||= page.headers.link !== undefined;
    target = hasLinks
      ? nextPage(page.headers.link, list.target)
      : withQuery(list.target, list.nextQuery?.(page));
  }
}

/**
 * The next page of a list (`rel="next"`): its query only. A registry cannot send its reader elsewhere that way, and
 * what stands behind proxies may name itself by a path that nobody else knows.
 */
function nextPage(link: string | undefined, first: string): string | undefined {
  const next = link?.match(/<([^>]+)>\s*;[^,<]*\brel\s*=\s*"?next"?/i)?.[1];
  const base = new URL(first, 'http://registry.invalid');
  return next && URL.canParse(next, base)
    ? withQuery(first, new URL(next, base).search.slice(1))
    : undefined;
}

function withQuery(
  target: string,
  query: string | undefined,
): string | undefined {
  return query === undefined ? undefined : `${target.split('?')[0]}?${query}`;
}

function endless(http: RegistryHttp, what: string, how: string): RegistryError {
  return new RegistryError({
    code: 'INVALID_ANSWER',
    message: `The registry ${http.settings.host} gives ${what} that goes ${how}: nothing of it was used.`,
  });
}
