import {
  MediaType,
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { completeReferrers } from './completeReferrers';
import { RegistryError } from './errors';
import { readFallbackTag } from './fallbackTag';
import type { MissingReferrersApi } from './MissingReferrersApi';
import { readPages } from './pages';
import { parseReferrers } from './referrersIndex';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';

/** More than anybody attaches; whoever may push could otherwise keep a reader busy for ever. */
const MAX_REFERRERS = 10_000;
const MAX_PAGES = 100;

/**
 * The registry is not asked to leave types out: older Harbors know the type of a referrer's config only, and would
 * leave out what was asked for.
 */
export async function listReferrers(
  wire: RepositoryWire,
  digest: string,
  options: RequestOptions & { readonly artifactType?: string },
  missing: MissingReferrersApi,
): Promise<Descriptor[]> {
  const { artifactType, signal } = options;
  validateDigest(digest);
  const listed =
    (missing.isKnown(wire.name)
      ? undefined
      : await listByApi(wire, digest, missing, signal)) ??
    (await readFallbackTag(wire, digest, signal)).referrers;
  const referrers = await completeReferrers(wire, listed, signal);
  return referrers.filter(
    entry => !artifactType || entry.artifactType === artifactType,
  );
}

/** @returns `undefined` where the registry has no such API, or answers it with something else than a list */
async function listByApi(
  wire: RepositoryWire,
  digest: string,
  missing: MissingReferrersApi,
  signal: AbortSignal | undefined,
): Promise<Descriptor[] | undefined> {
  const referrers: Descriptor[] = [];
  const pages = readPages(wire.http, {
    target: `${wire.base}/referrers/${digest}`,
    scope: wire.pullScope,
    headers: { accept: MediaType.imageIndex },
    // 404, and 400 and 405 of some, are how registries without the API say so
    expect: [200, 400, 404, 405],
    what: `the list of referrers of ${digest}`,
    maxPages: MAX_PAGES,
    signal,
  });
  for await (const { status, bytes, headers } of pages) {
    const page =
      status === 200
        ? parseReferrers(bytes, headers['content-type'])
        : undefined;
    if (!page) {
      missing.note(wire.name, { status, bytes });
      return undefined;
    }
    referrers.push(...page);
    if (referrers.length > MAX_REFERRERS) throw tooMany(wire, digest);
  }
  return referrers;
}

/** Not cut short: what is missing from a list of signatures would count as not signed. */
function tooMany(wire: RepositoryWire, digest: string): RegistryError {
  return new RegistryError({
    code: 'INVALID_ANSWER',
    message: `${wire.name}@${digest} has more than ${MAX_REFERRERS} referrers: remove those that nobody needs.`,
  });
}
