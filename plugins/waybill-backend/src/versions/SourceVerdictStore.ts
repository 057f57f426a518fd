import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import type { Knex } from 'knex';

interface SourceVerdictRow {
  repository: string;
  digest: string;
  policies: string;
  verdict: string;
}

/** Verdicts of what delivery engines fetch, by `host/path@digest`. */
export type SourceVerdicts = Readonly<Record<string, Verdict>>;

/** Keeps verdicts of what delivery engines fetch; as many as there is to fetch. */
export class SourceVerdictStore {
  readonly #db: Knex;
  readonly #policies: string;

  constructor(db: Knex, policies: string) {
    this.#db = db;
    this.#policies = policies;
  }

  async list(): Promise<SourceVerdicts> {
    const rows = await this.#rows().where({ policies: this.#policies });
    return Object.fromEntries(
      rows.map(({ repository, digest, verdict }) => [
        `${repository}@${digest}`,
        JSON.parse(verdict) as Verdict,
      ]),
    );
  }

  async save(repository: string, verdict: Verdict): Promise<void> {
    await this.#rows()
      .insert({
        repository,
        digest: verdict.digest,
        policies: this.#policies,
        verdict: JSON.stringify(verdict),
      })
      .onConflict(['repository', 'digest'])
      .merge();
  }

  /** Forgets all but these (`host/path@digest`). */
  async forgetExcept(wanted: ReadonlySet<string>): Promise<void> {
    const rows = await this.#rows().select('repository', 'digest');
    for (const { repository, digest } of rows) {
      if (!wanted.has(`${repository}@${digest}`)) {
        await this.#rows().where({ repository, digest }).delete();
      }
    }
  }

  #rows() {
    return this.#db<SourceVerdictRow>('source_verdicts');
  }
}
