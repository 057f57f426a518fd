import type { Knex } from 'knex';

interface LeaseRow {
  name: string;
  owner: string;
  /** PostgreSQL gives a bigint as text: compared in SQL only. */
  expires_at: number | string;
}

/**
 * Who of several replicas does a task. The clocks of the replicas must agree to within a few seconds, as those of
 * machines that share a database do.
 */
export class LeaseTable {
  readonly #db: Knex;
  readonly #now: () => number;

  constructor(db: Knex, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Takes a lease that is free, has expired or is the owner's already.
   *
   * @returns whether the owner holds it now
   */
  async acquire(name: string, owner: string, ttlMs: number): Promise<boolean> {
    const now = this.#now();
    const lease = { owner, expires_at: now + ttlMs };
    const taken = await this.#leases()
      .where({ name })
      .andWhere(free => free.where({ owner }).orWhere('expires_at', '<', now))
      .update(lease);
    if (taken > 0) {
      return true;
    }
    await this.#leases()
      .insert({ name, ...lease })
      .onConflict('name')
      .ignore();
    const held = await this.#leases().where({ name, owner }).first('name');
    return held !== undefined;
  }

  /** Gives a lease back, so that another replica need not wait for it to expire. */
  async release(name: string, owner: string): Promise<void> {
    await this.#leases().where({ name, owner }).delete();
  }

  #leases() {
    return this.#db<LeaseRow>('leases');
  }
}
