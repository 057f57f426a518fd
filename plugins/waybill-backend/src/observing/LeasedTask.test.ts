import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/testDatabase';
import { waitFor } from '../__testUtils__/waitFor';
import { LeasedTask } from './LeasedTask';
import { LeaseTable } from './LeaseTable';

const databases = testDatabases();
const TTL_MS = 10_000;

describe.each(databases.ids)('LeaseTable, %p', id => {
  let leases: LeaseTable;
  let now: number;
  beforeEach(async () => {
    now = 1_000;
    leases = new LeaseTable(await databases.open(id), () => now);
  });

  it('gives a lease to one owner until it expires', async () => {
    expect(await leases.acquire('cluster:dev', 'a', TTL_MS)).toBe(true);
    expect(await leases.acquire('cluster:dev', 'b', TTL_MS)).toBe(false);
    expect(await leases.acquire('cluster:staging', 'b', TTL_MS)).toBe(true);

    now += TTL_MS - 1;
    expect(await leases.acquire('cluster:dev', 'a', TTL_MS)).toBe(true);
    now += TTL_MS;
    expect(await leases.acquire('cluster:dev', 'b', TTL_MS)).toBe(false);
    now += 1;
    expect(await leases.acquire('cluster:dev', 'b', TTL_MS)).toBe(true);
    expect(await leases.acquire('cluster:dev', 'a', TTL_MS)).toBe(false);
  });

  it('gives one lease to one of many that ask at once', async () => {
    const owners = Array.from({ length: 8 }, (_, i) => `owner-${i}`);
    const answers = await Promise.all(
      owners.map(owner => leases.acquire('cluster:dev', owner, TTL_MS)),
    );

    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('lets only the owner give a lease back', async () => {
    await leases.acquire('cluster:dev', 'a', TTL_MS);
    await leases.release('cluster:dev', 'b');
    expect(await leases.acquire('cluster:dev', 'b', TTL_MS)).toBe(false);

    await leases.release('cluster:dev', 'a');
    expect(await leases.acquire('cluster:dev', 'b', TTL_MS)).toBe(true);
  });
});

describe('LeasedTask', () => {
  let db: Knex;
  let now: number;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    now = 0;
    db = await databases.open('SQLITE_3');
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  /** One replica. `freeze` makes it as dead as a stopped process: no heartbeat, and no word of it. */
  function startReplica(
    owner: string,
    run?: (signal: AbortSignal) => Promise<void>,
  ) {
    const stop = new AbortController();
    const state = { isRunning: false, starts: 0, isFrozen: false };
    const task = new LeasedTask({
      leases: new LeaseTable(db, () => now),
      name: 'cluster:dev',
      owner,
      logger: mockServices.logger.mock(),
      ttlMs: TTL_MS,
      clock: () => now,
      sleep: async (_ms, signal) => {
        do {
          await new Promise(resolve => {
            setTimeout(resolve, 1);
          });
        } while (state.isFrozen && !signal.aborted);
      },
      run:
        run ??
        (async signal => {
          state.isRunning = true;
          state.starts += 1;
          await new Promise<void>(resolve => {
            signal.addEventListener('abort', () => resolve());
          });
          state.isRunning = false;
        }),
    });
    const ended = task.run(stop.signal);
    const shutDown = async () => {
      stop.abort();
      await ended;
    };
    stops.push(shutDown);
    return { state, shutDown };
  }

  it('runs in one replica and in the next as soon as that one shuts down', async () => {
    const a = startReplica('a');
    await waitFor(() => a.state.isRunning, 'a runs');
    const b = startReplica('b');

    await a.shutDown();
    await waitFor(() => b.state.isRunning, 'b runs');

    expect(a.state.isRunning).toBe(false);
  });

  it('is taken over when heartbeats stop, and stops when its owner wakes up', async () => {
    const a = startReplica('a');
    await waitFor(() => a.state.isRunning, 'a runs');
    const b = startReplica('b');
    a.state.isFrozen = true;
    now += TTL_MS + 1;
    await waitFor(() => b.state.isRunning, 'b runs');

    a.state.isFrozen = false;
    await waitFor(() => !a.state.isRunning, 'a has stopped');

    expect(b.state.isRunning).toBe(true);
    expect(a.state.starts).toBe(1);
  });

  it('starts again after the task failed', async () => {
    let attempts = 0;
    startReplica('a', async () => {
      attempts += 1;
      throw new Error('no table');
    });

    expect(await waitFor(() => attempts >= 2, 'a second attempt')).toBe(true);
  });
});
