import {
  isVersionTag,
  newestVersionsFirst,
  parseRepository,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import pLimit from 'p-limit';
import type { PackageReader } from './PackageReader';
import type { KnownRepository, VersionStore } from './VersionStore';

/** So many requests go to a registry at once for one repository. */
const CONCURRENCY = 6;
/** So many of the newest tags of a repository are followed. */
const MAX_TAGS = 500;
const MAX_PROBLEM_LENGTH = 500;

/** A verified digest stays so until policies change or signatures are deleted, which is rare. */
const VERIFIED_FOR_MS = 60 * 60_000;
/** A new version is signed a moment after it was pushed. */
const RECENT_UNVERIFIED_FOR_MS = 10_000;
const UNVERIFIED_FOR_MS = 5 * 60_000;
const RECENT_COUNT = 20;

/** Reads versions of models from registries into the store. */
export class RegistryReader {
  readonly #packages: PackageReader;
  readonly #store: VersionStore;
  readonly #now: () => Date;

  constructor(options: {
    packages: PackageReader;
    store: VersionStore;
    now: () => Date;
  }) {
    this.#packages = options.packages;
    this.#store = options.store;
    this.#now = options.now;
  }

  /**
   * Reads anew what a repository holds. A registry that does not answer leaves what is known and a problem.
   *
   * @param declared - digests that must have a verdict though no tag names them
   * @returns whether anything that a page shows is another now
   */
  async refresh(
    repository: string,
    declared: readonly string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const before = await this.#store.get(repository);
    const at = this.#now().toISOString();
    try {
      await this.#read(repository, before, declared, signal);
      await this.#store.saveAnswer(repository, at);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      const problem = reason.slice(0, MAX_PROBLEM_LENGTH);
      await this.#store.saveProblem(repository, at, problem);
    }
    return essenceOf(before) !== essenceOf(await this.#store.get(repository));
  }

  async #read(
    repository: string,
    before: KnownRepository,
    declared: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const name = parseRepository(repository);
    const limit = pLimit(CONCURRENCY);
    const all = await this.#packages.listTags(name, signal);
    const followed = newestVersionsFirst(all.filter(isVersionTag)).slice(
      0,
      MAX_TAGS,
    );
    const resolved = await Promise.all(
      followed.map(tag =>
        limit(async () => ({
          tag,
          digest: await this.#packages.resolve(name, tag, signal),
        })),
      ),
    );
    const tags = new Map(
      resolved.flatMap(({ tag, digest }) => (digest ? [[tag, digest]] : [])),
    );
    const digests = [...new Set([...declared, ...tags.values()])];
    await this.#store.saveTags(repository, tags);
    const tagged = new Set(tags.values());
    const outcomes = await Promise.allSettled(
      digests.map((digest, index) =>
        limit(async () => {
          if (tagged.has(digest) && !before.packages.has(digest)) {
            const facts = await this.#packages.inspect(name, digest, signal);
            await this.#store.savePackage(repository, digest, facts);
          }
          await this.#verify(name, repository, digest, index, before, signal);
        }),
      ),
    );
    // One version that cannot be read must not keep the others from being told.
    const failure = outcomes.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') {
      throw failure.reason;
    }
  }

  async #verify(
    name: RepositoryName,
    repository: string,
    digest: string,
    index: number,
    before: KnownRepository,
    signal: AbortSignal,
  ): Promise<void> {
    const last = before.verdicts.get(digest);
    if (last && this.#ageOf(last) < freshFor(last, index)) {
      return;
    }
    const verdict = await this.#packages.verify(name, digest, signal);
    // A registry that is away for a moment takes nothing back.
    if (verdict.state === 'unknown' && last && last.state !== 'unknown') {
      return;
    }
    await this.#store.saveVerdict(repository, verdict);
  }

  #ageOf(verdict: Verdict): number {
    return this.#now().getTime() - Date.parse(verdict.checkedAt);
  }
}

function freshFor(verdict: Verdict, index: number): number {
  if (verdict.state === 'verified') {
    return VERIFIED_FOR_MS;
  }
  return index < RECENT_COUNT ? RECENT_UNVERIFIED_FOR_MS : UNVERIFIED_FOR_MS;
}

/** All but the times at which things were checked. */
function essenceOf(known: KnownRepository): string {
  return JSON.stringify([
    [...known.tags].sort(),
    [...known.packages.keys()].sort(),
    [...known.verdicts.values()]
      .map(({ digest, state, reason, message }) => [
        digest,
        state,
        reason,
        message,
      ])
      .sort(),
    known.problem !== undefined,
  ]);
}
