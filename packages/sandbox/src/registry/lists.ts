import { writeJson, type RegistryRequest } from './context';
import { RegistryError } from './errors';
import { parseName } from './names';

const CATALOG_PAGE = 100;
const MAX_CATALOG_PAGE = 1000;

/** end-8a and end-8b: GET `/v2/<name>/tags/list[?n=&last=]`. */
export async function listTags(context: RegistryRequest): Promise<void> {
  const name = parseName(context.parameters[0]);
  const limit = parseLimit(context.query);
  const all = limit === 0 ? [] : await context.manifests.listTags(name);
  if (!all) {
    throw new RegistryError({
      code: 'NAME_UNKNOWN',
      message: 'repository name not known to registry',
      detail: { name },
    });
  }
  const { page, headers } = paginate(all, {
    limit,
    query: context.query,
    path: `/v2/${name}/tags/list`,
  });
  writeJson(context.response, { name, tags: page }, headers);
}

/** GET `/v2/_catalog[?n=&last=]`: not in the OCI spec, but what users of the distribution registry know. */
export async function listCatalog({
  response,
  query,
  manifests,
}: RegistryRequest): Promise<void> {
  const limit = parseLimit(query) ?? CATALOG_PAGE;
  if (limit > MAX_CATALOG_PAGE) throw invalidLimit();
  const all = await manifests.listRepositories();
  const { page, headers } = paginate(all, {
    limit,
    query,
    path: '/v2/_catalog',
  });
  writeJson(response, { repositories: page }, headers);
}

function parseLimit(query: URLSearchParams): number | undefined {
  const text = query.get('n');
  if (text === null || text === '') return undefined;
  if (!/^\+?\d{1,15}$/.test(text)) throw invalidLimit();
  return Number(text);
}

function invalidLimit(): RegistryError {
  return new RegistryError({
    code: 'PAGINATION_NUMBER_INVALID',
    message: 'invalid number of results requested',
  });
}

/** `last` need not be in the list: the page begins after where it would stand. */
function paginate(
  all: readonly string[],
  options: { limit: number | undefined; query: URLSearchParams; path: string },
): { page: string[]; headers: Record<string, string> } {
  const { limit, query, path } = options;
  const last = query.get('last') ?? '';
  const rest = last ? all.filter(entry => entry > last) : [...all];
  if (limit === undefined || rest.length <= limit)
    return { page: rest, headers: {} };
  const page = rest.slice(0, limit);
  if (page.length === 0) return { page, headers: {} };
  const next = new URLSearchParams({
    last: page[page.length - 1],
    n: String(limit),
  });
  return { page, headers: { Link: `<${path}?${next}>; rel="next"` } };
}
