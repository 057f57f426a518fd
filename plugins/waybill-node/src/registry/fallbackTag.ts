import {
  MediaType,
  referrersTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { fetchManifest, putManifest } from './manifests';
import { buildReferrersIndex, parseReferrers } from './referrersIndex';
import type { RepositoryWire } from './RepositoryWire';

/** Writers of one tag may overwrite each other's list: the loser reads again and writes again, this many times. */
const ATTEMPTS = 8;
/** A writer that read before us writes within this time: long enough to see it, short enough to wait for. */
const SETTLE_MS = 200;

/** What the fallback tag of a digest holds (distribution-spec v1.1.1, "Referrers Tag Schema"). */
interface FallbackTag {
  readonly referrers: Descriptor[];
  /** Something that is no index, and not the subject either: not ours to overwrite. */
  readonly isForeign: boolean;
}

export async function readFallbackTag(
  wire: RepositoryWire,
  subject: string,
  signal?: AbortSignal,
): Promise<FallbackTag> {
  try {
    const { bytes, descriptor } = await fetchManifest(
      wire,
      referrersTag(subject),
      { signal },
    );
    // GitLab answers the tag with the subject itself where there is no such tag, and that may be an index too
    if (descriptor.digest === subject)
      return { referrers: [], isForeign: false };
    const referrers = parseReferrers(bytes, descriptor.mediaType);
    return { referrers: referrers ?? [], isForeign: !referrers };
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'NOT_FOUND')
      return { referrers: [], isForeign: false };
    throw error;
  }
}

/** Keeps the lists of referrers for registries that do not keep them by themselves. */
export class FallbackTagWriter {
  private readonly queues = new Map<string, Promise<void>>();

  /** Adds a referrer to its subject's list, one writer of this process after the other. */
  add(
    wire: RepositoryWire,
    subject: string,
    referrer: Descriptor,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.enqueue(wire, subject, () =>
      rewriteFallbackTag(wire, subject, signal, referrers =>
        includes(referrers, referrer.digest)
          ? undefined
          : [...referrers, referrer],
      ),
    );
  }

  /** Takes a referrer that was deleted out of its subject's list, where there is one that names it. */
  remove(
    wire: RepositoryWire,
    subject: string,
    digest: string,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.enqueue(wire, subject, () =>
      rewriteFallbackTag(wire, subject, signal, referrers =>
        includes(referrers, digest)
          ? referrers.filter(entry => entry.digest !== digest)
          : undefined,
      ),
    );
  }

  private enqueue(
    wire: RepositoryWire,
    subject: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const key = `${wire.name}@${subject}`;
    const turn = (this.queues.get(key) ?? Promise.resolve()).then(work);
    const settled = turn
      .catch(() => {})
      .then(() => {
        if (this.queues.get(key) === settled) this.queues.delete(key);
      });
    this.queues.set(key, settled);
    return turn;
  }
}

function includes(referrers: readonly Descriptor[], digest: string): boolean {
  return referrers.some(entry => entry.digest === digest);
}

/**
 * The tag has no lock: write, wait for whoever read before us, read back, and write again where we were overwritten.
 *
 * @param change - the list as it should be, `undefined` where it is so
 */
async function rewriteFallbackTag(
  wire: RepositoryWire,
  subject: string,
  signal: AbortSignal | undefined,
  change: (referrers: readonly Descriptor[]) => Descriptor[] | undefined,
): Promise<void> {
  const tag = referrersTag(subject);
  const { sleep, random } = wire.http.retryPolicy;
  for (let written = 0; written <= ATTEMPTS; written++) {
    const found = await readFallbackTag(wire, subject, signal);
    const wanted = change(found.referrers);
    if (found.isForeign && wanted) throw foreign(wire, tag);
    if (!wanted) return;
    if (written === ATTEMPTS) break;
    const bytes = buildReferrersIndex(wanted);
    const manifest = { mediaType: MediaType.imageIndex, bytes };
    await putManifest(wire, manifest, { tag, signal });
    // two writers that lost to each other must not meet again at the same moment
    await sleep(SETTLE_MS * (1 + random()), signal);
  }
  throw new RegistryError({
    code: 'UNAVAILABLE',
    isRetryable: true,
    message: `The list of referrers ${tag} of ${wire.name} is written by others at the same time: try again.`,
  });
}

function foreign(wire: RepositoryWire, tag: string): RegistryError {
  return new RegistryError({
    code: 'INVALID_ANSWER',
    message: `The tag ${tag} of ${wire.name} is where the list of referrers belongs, and it holds something else: nothing was overwritten. Remove that tag and try again.`,
  });
}
