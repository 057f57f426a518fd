import { isTag } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { nextPage } from './pages';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';

const DEFAULT_LIMIT = 10_000;
const PAGE_SIZE = 1_000;
/** A registry that gives a next page for ever, with nothing on it, is left. */
const MAX_PAGES = 1_000;

export async function listTags(
  wire: RepositoryWire,
  options: RequestOptions & { readonly limit?: number },
): Promise<string[]> {
  const { limit = DEFAULT_LIMIT, signal } = options;
  const tags: string[] = [];
  const seen = new Set<string>();
  let target: string | undefined = `${wire.base}/tags/list?n=${Math.min(
    limit,
    PAGE_SIZE,
  )}`;
  while (target && tags.length < limit && seen.size < MAX_PAGES) {
    // a page that names itself as the next one would be read for ever
    if (seen.has(target)) break;
    seen.add(target);
    const answer = await wire.http.fetchBytes(
      {
        method: 'GET',
        target,
        scope: wire.pullScope,
        expect: [200, 404],
        signal,
      },
      `The list of tags of ${wire.name}`,
    );
    // a repository that nobody has pushed to is not there yet
    if (answer.status === 404) return [];
    tags.push(...parseTags(answer.bytes, wire));
    target = nextPage(answer.headers.link, target);
  }
  return tags.slice(0, limit);
}

function parseTags(bytes: Buffer, wire: RepositoryWire): string[] {
  try {
    const { tags } = JSON.parse(bytes.toString('utf8'));
    return Array.isArray(tags) ? tags.filter(isTag) : [];
  } catch (cause) {
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      cause,
      message: `The registry ${wire.repository.host} answered the list of tags of ${wire.repository.path} with something that is no JSON.`,
    });
  }
}
