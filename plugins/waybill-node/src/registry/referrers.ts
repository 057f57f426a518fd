import {
  MediaType,
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { readFallbackTag } from './fallbackTag';
import { nextPage } from './pages';
import { parseReferrers } from './referrersIndex';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';

/** More than anybody attaches; whoever may push could otherwise keep a reader busy for ever. */
const MAX_REFERRERS = 10_000;
const MAX_PAGES = 100;

export async function listReferrers(
  wire: RepositoryWire,
  digest: string,
  options: RequestOptions & { readonly artifactType?: string },
): Promise<Descriptor[]> {
  const { artifactType, signal } = options;
  validateDigest(digest);
  const referrers =
    (await listByApi(wire, digest, options)) ??
    (await readFallbackTag(wire, digest, signal)).referrers;
  return referrers.filter(
    entry => !artifactType || entry.artifactType === artifactType,
  );
}

/** @returns `undefined` where the registry has no such API, or answers it with something else than a list */
async function listByApi(
  wire: RepositoryWire,
  digest: string,
  options: RequestOptions & { readonly artifactType?: string },
): Promise<Descriptor[] | undefined> {
  const filter = options.artifactType
    ? `?artifactType=${encodeURIComponent(options.artifactType)}`
    : '';
  const referrers: Descriptor[] = [];
  const seen = new Set<string>();
  let target: string | undefined = `${wire.base}/referrers/${digest}${filter}`;
  while (target && !seen.has(target)) {
    if (referrers.length >= MAX_REFERRERS || seen.size >= MAX_PAGES) break;
    seen.add(target);
    const answer = await wire.http.fetchBytes(
      {
        method: 'GET',
        target,
        scope: wire.pullScope,
        headers: { accept: MediaType.imageIndex },
        // 404, and 400 and 405 of some, are how registries without the API say so
        expect: [200, 400, 404, 405],
        signal: options.signal,
      },
      `The list of referrers of ${digest}`,
    );
    const page =
      answer.status === 200
        ? parseReferrers(answer.bytes, answer.headers['content-type'])
        : undefined;
    if (!page) return undefined;
    referrers.push(...page);
    target = nextPage(answer.headers.link, target);
  }
  return referrers.slice(0, MAX_REFERRERS);
}
