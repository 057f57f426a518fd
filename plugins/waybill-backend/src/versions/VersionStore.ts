import type {
  PackageFormat,
  TrustDemands,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { Knex } from 'knex';
import { demandsKey } from './demandsKey';

/** What a digest holds; never changes. */
export interface PackageFacts {
  readonly format: PackageFormat;
  readonly sizeBytes: number;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** A repository as a model looks at it: verdicts depend on what the model's entity asks for. */
export interface VersionsOf {
  /** `host/path`. */
  readonly repository: string;
  readonly demands?: TrustDemands;
}

/** What is known of one repository. */
export interface KnownRepository {
  readonly repository: string;
  /** Digest by tag. */
  readonly tags: ReadonlyMap<string, string>;
  /** By digest. */
  readonly packages: ReadonlyMap<string, PackageFacts>;
  /** By digest, of the policies that are configured now and what the entity asks for. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** When the registry last answered (ISO 8601). */
  readonly lastGoodAt?: string;
  /** Why it did not answer when it was last asked. */
  readonly problem?: string;
}

interface RepositoryRow {
  repository: string;
  checked_at: string;
  last_good_at: string | null;
  error: string | null;
  unreachable_at: string | null;
}

type DigestRow<Column extends string> = {
  repository: string;
  digest: string;
} & Record<Column, string>;

/** What registries said, kept so that a page has an answer while a registry has none. */
export class VersionStore {
  readonly #db: Knex;
  readonly #policies: string;

  /**
   * @param db - the plugin's database
   * @param policies - fingerprint of the configured trust policies: a verdict of others is no answer
   */
  constructor(db: Knex, policies: string) {
    this.#db = db;
    this.#policies = policies;
  }

  async get(of: VersionsOf): Promise<KnownRepository> {
    const [known] = await this.getMany([of]);
    return known;
  }

  /** In the order asked; one that was never read is empty. */
  async getMany(wanted: readonly VersionsOf[]): Promise<KnownRepository[]> {
    const names = [...new Set(wanted.map(({ repository }) => repository))];
    const [states, tags, packages, verdicts] = await Promise.all([
      this.#states().whereIn('repository', names),
      this.#tags().whereIn('repository', names),
      this.#packages().whereIn('repository', names),
      this.#verdicts()
        .whereIn('repository', names)
        .andWhere({ policies: this.#policies }),
    ]);
    return wanted.map(({ repository, demands }) => {
      const of = <Row extends { repository: string }>(rows: Row[]) =>
        rows.filter(row => row.repository === repository);
      const [state] = of(states);
      const key = demandsKey(demands);
      return {
        repository,
        tags: new Map(of(tags).map(row => [row.tag, row.digest])),
        packages: new Map(
          of(packages).map(row => [row.digest, JSON.parse(row.package)]),
        ),
        verdicts: new Map(
          of(verdicts)
            .filter(row => row.demands === key)
            .map(row => [row.digest, readVerdict(row.verdict, state)]),
        ),
        lastGoodAt: state?.last_good_at ?? undefined,
        problem: state?.error ?? undefined,
      };
    });
  }

  async saveTags(
    repository: string,
    tags: ReadonlyMap<string, string>,
  ): Promise<void> {
    await this.#db.transaction(async tx => {
      await tx('tags').where({ repository }).delete();
      if (tags.size > 0) {
        await tx.batchInsert(
          'tags',
          [...tags].map(([tag, digest]) => ({ repository, tag, digest })),
          200,
        );
      }
    });
  }

  async savePackage(
    repository: string,
    digest: string,
    facts: PackageFacts,
  ): Promise<void> {
    await this.#packages()
      .insert({ repository, digest, package: JSON.stringify(facts) })
      .onConflict(['repository', 'digest'])
      .merge();
  }

  /** @param at - now (ISO 8601) */
  async saveVerdict(
    { repository, demands }: VersionsOf,
    verdict: Verdict,
    at: string,
  ): Promise<void> {
    await this.#verdicts()
      .insert({
        repository,
        digest: verdict.digest,
        demands: demandsKey(demands),
        policies: this.#policies,
        saved_at: at,
        verdict: JSON.stringify(verdict),
      })
      .onConflict(['repository', 'digest', 'demands'])
      .merge();
  }

  /** Forgets verdicts that nobody has asked for since: of digests that are gone, or of what an entity asked for once. */
  async forgetVerdicts(repository: string, before: string): Promise<void> {
    await this.#verdicts()
      .where({ repository })
      .andWhere('saved_at', '<', before)
      .delete();
  }

  async saveAnswer(repository: string, at: string): Promise<void> {
    await this.#saveState(
      { checked_at: at, last_good_at: at, error: null, unreachable_at: null },
      repository,
    );
  }

  /**
   * Keeps when the registry last answered.
   *
   * @param isUnreachable - it did not even say what it holds, so that no verdict could be made
   */
  async saveProblem(
    repository: string,
    at: string,
    problem: string,
    isUnreachable: boolean,
  ): Promise<void> {
    await this.#saveState(
      {
        checked_at: at,
        error: problem,
        unreachable_at: isUnreachable ? at : null,
      },
      repository,
    );
  }

  async #saveState(
    state: Partial<RepositoryRow> & { checked_at: string },
    repository: string,
  ): Promise<void> {
    await this.#states()
      .insert({ repository, ...state })
      .onConflict('repository')
      .merge(state);
  }

  #states() {
    return this.#db<RepositoryRow>('repositories');
  }

  #tags() {
    return this.#db<{ repository: string; tag: string; digest: string }>(
      'tags',
    );
  }

  #packages() {
    return this.#db<DigestRow<'package'>>('packages');
  }

  #verdicts() {
    return this.#db<DigestRow<'verdict' | 'policies' | 'demands' | 'saved_at'>>(
      'verdicts',
    );
  }
}

/** A registry that is away makes every verdict as old as it is. */
function readVerdict(json: string, state: RepositoryRow | undefined): Verdict {
  const verdict: Verdict = JSON.parse(json);
  const { unreachable_at: triedAt, error } = state ?? {};
  return triedAt && verdict.state !== 'unknown' && triedAt > verdict.checkedAt
    ? {
        ...verdict,
        staleness: { triedAt, message: error ?? 'The registry is away.' },
      }
    : verdict;
}
