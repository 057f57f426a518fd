import {
  isVersionTag,
  newestVersionsFirst,
  parseRepository,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import pLimit from 'p-limit';
import type { PackageReader } from './PackageReader';
import { succeedVerdict, verdictFreshForMs } from './verdictAge';
import type { KnownRepository, VersionsOf, VersionStore } from './VersionStore';

/** So many requests go to a registry at once for one repository. */
const CONCURRENCY = 6;
/** So many of the newest tags of a repository are followed. */
const MAX_TAGS = 500;
const MAX_PROBLEM_LENGTH = 500;

/** Verdicts of what was not looked at for so long are forgotten. */
const FORGET_AFTER_MS = 30 * 24 * 60 * 60_000;

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
    of: VersionsOf,
    declared: readonly string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { repository } = of;
    const before = await this.#store.get(of);
    const at = this.#now().toISOString();
    const progress = { isAnswering: false };
    try {
      await this.#read({ of, before, declared, signal, progress });
      await this.#store.saveAnswer(repository, at);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      await this.#store.saveProblem(
        repository,
        at,
        reason.slice(0, MAX_PROBLEM_LENGTH),
        !progress.isAnswering,
      );
    }
    return essenceOf(before) !== essenceOf(await this.#store.get(of));
  }

  /** Makes the verdict of one digest now, whatever is known of it. */
  async verify(
    of: VersionsOf,
    digest: string,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const { verdicts } = await this.#store.get(of);
    return this.#check(of, digest, verdicts.get(digest), signal);
  }

  async #read({ of, before, declared, signal, progress }: Reading) {
    const { repository } = of;
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
    progress.isAnswering = true;
    const tags = new Map(
      resolved.flatMap(({ tag, digest }) => (digest ? [[tag, digest]] : [])),
    );
    const digests = [...new Set([...declared, ...tags.values()])];
    await this.#store.saveTags(repository, tags);
    await this.#store.forgetVerdicts(
      repository,
      new Date(this.#now().getTime() - FORGET_AFTER_MS).toISOString(),
    );
    const tagged = new Set(tags.values());
    const allTags = new Set(all);
    const outcomes = await Promise.allSettled(
      digests.map((digest, index) =>
        limit(async () => {
          if (tagged.has(digest) && !before.packages.has(digest)) {
            const facts = await this.#packages.inspect(name, digest, signal);
            await this.#store.savePackage(repository, digest, facts);
          }
          const last = before.verdicts.get(digest);
          const isFresh =
            last && this.#ageOf(last) < verdictFreshForMs(last, index, allTags);
          if (!isFresh) {
            await this.#check(of, digest, last, signal);
          }
        }),
      ),
    );
    // One version that cannot be read must not keep the others from being told.
    const failure = outcomes.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') {
      throw failure.reason;
    }
  }

  async #check(
    of: VersionsOf,
    digest: string,
    last: Verdict | undefined,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const checked = await this.#packages.verify(
      parseRepository(of.repository),
      digest,
      { demands: of.demands, signal },
    );
    const verdict = succeedVerdict(last, checked);
    await this.#store.saveVerdict(of, verdict, this.#now().toISOString());
    return verdict;
  }

  #ageOf({ checkedAt, staleness }: Verdict): number {
    return this.#now().getTime() - Date.parse(staleness?.triedAt ?? checkedAt);
  }
}

interface Reading {
  readonly of: VersionsOf;
  readonly before: KnownRepository;
  readonly declared: readonly string[];
  readonly signal: AbortSignal;
  /** How far it came, for whoever catches the error. */
  readonly progress: { isAnswering: boolean };
}

/** All but the times at which things were checked. */
function essenceOf(known: KnownRepository): string {
  return JSON.stringify([
    [...known.tags].sort(),
    [...known.packages.keys()].sort(),
    [...known.verdicts.values()]
      .map(verdict => [
        verdict.digest,
        verdict.state,
        verdict.reason,
        verdict.message,
        verdict.staleness !== undefined,
        verdict.forms,
        verdict.attestations.length,
        verdict.findings.length,
      ])
      .sort(),
    known.problem !== undefined,
  ]);
}
