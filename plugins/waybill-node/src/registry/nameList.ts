import { RegistryError } from './errors';
import { readPages, type Page, type PagedList } from './pages';
import type { RegistryHttp } from './RegistryHttp';

const DEFAULT_LIMIT = 10_000;
const PAGE_SIZE = 1_000;

/** A list of names: tags of a repository, repositories of a registry. */
export interface NameList extends Omit<PagedList, 'nextQuery' | 'target'> {
  /** Path of the list. */
  readonly path: string;
  /** The member of the JSON that has the names. */
  readonly member: 'tags' | 'repositories';
  readonly isName: (value: unknown) => value is string;
  readonly limit?: number;
}

/**
 * Reads names page by page until there are enough. Pages end where the registry names no next one, and, where it does
 * not speak of pages at all, with the first page that is not full or has nothing new.
 *
 * @returns `undefined` where the registry answers 404
 */
export async function readNames(
  http: RegistryHttp,
  list: NameList,
): Promise<string[] | undefined> {
  const { path, isName, limit = DEFAULT_LIMIT } = list;
  const size = Math.max(1, Math.min(limit, PAGE_SIZE));
  const names = new Set<string>();
  let isGrowing = true;
  const nextQuery = (page: Page) => {
    const raw = parseNames(http, list, page);
    const last = raw.at(-1);
    return raw.length === size && isGrowing && typeof last === 'string'
      ? new URLSearchParams({ n: String(size), last }).toString()
      : undefined;
  };
  const target = `${path}?n=${size}`;
  for await (const page of readPages(http, { ...list, target, nextQuery })) {
    if (page.status === 404) return undefined;
    const before = names.size;
    for (const name of parseNames(http, list, page))
      if (isName(name)) names.add(name);
    isGrowing = names.size > before;
    if (names.size >= limit) break;
  }
  return [...names].slice(0, limit);
}

function parseNames(
  http: RegistryHttp,
  { member, what }: NameList,
  { bytes }: Page,
): unknown[] {
  try {
    const names: unknown = JSON.parse(bytes.toString('utf8'))[member];
    return Array.isArray(names) ? names : [];
  } catch (cause) {
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      cause,
      message: `The registry ${http.settings.host} answered ${what} with something that is no JSON.`,
    });
  }
}
