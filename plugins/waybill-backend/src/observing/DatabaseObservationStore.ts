import type {
  KubernetesObject,
  Observation,
  ObserverHealth,
} from '@waybill/backstage-plugin-waybill-common';
import type { Knex } from 'knex';
import type {
  ObservationChange,
  ObservationKey,
  ObservationScope,
  ObservationStore,
  WatchHealth,
} from './ObservationStore';

interface ObservationRow {
  cluster: string;
  api_group: string;
  kind: string;
  namespace: string;
  name: string;
  api_version: string;
  uid: string;
  resource_version: string;
  observed_at: string;
  object: string;
}

interface HealthRow {
  cluster: string;
  kind: string;
  namespace: string;
  state: ObserverHealth['state'];
  last_contact_at: string | null;
  error: string | null;
}

const KEY = ['cluster', 'api_group', 'kind', 'namespace', 'name'] as const;

// SQLite binds at most 32,766 values in a statement.
const CHUNK = 200;

/** Observations in Backstage's database, where every replica reads the same. */
export class DatabaseObservationStore implements ObservationStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async apply(
    cluster: string,
    changes: readonly ObservationChange[],
  ): Promise<void> {
    const last = lastChangeOfEach(changes);
    await this.#db.transaction(async tx => {
      for (const change of last) {
        if (change.type === 'deleted') {
          await rows(tx).where(toRowKey(cluster, change.key)).delete();
        }
      }
      const upserts = last.flatMap(change =>
        change.type === 'upserted' ? [toRow(change.observation)] : [],
      );
      await upsert(tx, upserts);
    });
  }

  async replace(
    cluster: string,
    scope: ObservationScope,
    observations: readonly Observation[],
  ): Promise<boolean> {
    const where = {
      cluster,
      api_group: scope.group,
      kind: scope.kind,
      ...(scope.namespace === undefined ? {} : { namespace: scope.namespace }),
    };
    return this.#db.transaction(async tx => {
      const known = await rows(tx)
        .where(where)
        .select('namespace', 'name', 'uid', 'resource_version');
      const versions = new Map(
        known.map(row => [placeOf(row), versionOf(row)]),
      );
      const wanted = observations.map(toRow);
      const changed = wanted.filter(
        row => versions.get(placeOf(row)) !== versionOf(row),
      );
      const places = new Set(wanted.map(placeOf));
      const gone = known.filter(row => !places.has(placeOf(row)));
      for (const { namespace, name } of gone) {
        await rows(tx)
          .where({ ...where, namespace, name })
          .delete();
      }
      await upsert(tx, changed);
      return changed.length + gone.length > 0;
    });
  }

  async list(
    cluster: string,
    namespaces: readonly string[],
  ): Promise<Observation[]> {
    const found = await rows(this.#db)
      .where({ cluster })
      .whereIn('namespace', [...namespaces, ''])
      .orderBy([...KEY]);
    return found.map(toObservation);
  }

  async listKind(cluster: string, kind: string): Promise<Observation[]> {
    const found = await rows(this.#db)
      .where({ cluster, kind })
      .orderBy([...KEY]);
    return found.map(toObservation);
  }

  async setHealth(health: WatchHealth): Promise<void> {
    await this.#db<HealthRow>('observer_health')
      .insert({
        cluster: health.cluster,
        kind: health.kind,
        namespace: health.namespace,
        state: health.state,
        last_contact_at: health.lastContactAt ?? null,
        error: health.error ?? null,
      })
      .onConflict(['cluster', 'kind', 'namespace'])
      .merge();
  }

  async listHealth(
    cluster: string,
    namespaces: readonly string[],
  ): Promise<WatchHealth[]> {
    const found = await this.#db<HealthRow>('observer_health')
      .where({ cluster })
      .whereIn('namespace', [...namespaces, ''])
      .orderBy(['kind', 'namespace']);
    return found.map(row => ({
      cluster: row.cluster,
      kind: row.kind,
      namespace: row.namespace,
      state: row.state,
      lastContactAt: row.last_contact_at ?? undefined,
      error: row.error ?? undefined,
    }));
  }

  async forgetClustersExcept(clusters: readonly string[]): Promise<void> {
    for (const table of ['observations', 'observer_health']) {
      await this.#db(table)
        .whereNotIn('cluster', [...clusters])
        .delete();
    }
  }
}

function rows(db: Knex) {
  return db<ObservationRow>('observations');
}

async function upsert(tx: Knex, all: ObservationRow[]): Promise<void> {
  for (let start = 0; start < all.length; start += CHUNK) {
    await rows(tx)
      .insert(all.slice(start, start + CHUNK))
      .onConflict([...KEY])
      .merge();
  }
}

/** One statement must not hold a row twice, and only the last state of a batch counts. */
function lastChangeOfEach(
  changes: readonly ObservationChange[],
): ObservationChange[] {
  const last = new Map<string, ObservationChange>();
  for (const change of changes) {
    const key =
      change.type === 'deleted' ? change.key : keyOf(change.observation);
    last.set(JSON.stringify(key), change);
  }
  return [...last.values()];
}

export function keyOf(observation: Observation): ObservationKey {
  return {
    group: groupOf(observation.apiVersion),
    kind: observation.kind,
    namespace: observation.namespace,
    name: observation.name,
  };
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

function toRowKey(cluster: string, key: ObservationKey) {
  return {
    cluster,
    api_group: key.group,
    kind: key.kind,
    namespace: key.namespace,
    name: key.name,
  };
}

function toRow(observation: Observation): ObservationRow {
  return {
    ...toRowKey(observation.cluster, keyOf(observation)),
    api_version: observation.apiVersion,
    uid: observation.uid,
    resource_version: observation.resourceVersion,
    observed_at: observation.observedAt,
    object: JSON.stringify(observation.object),
  };
}

function toObservation(row: ObservationRow): Observation {
  return {
    cluster: row.cluster,
    apiVersion: row.api_version,
    kind: row.kind,
    namespace: row.namespace,
    name: row.name,
    uid: row.uid,
    resourceVersion: row.resource_version,
    observedAt: row.observed_at,
    object: JSON.parse(row.object) as KubernetesObject,
  };
}

function placeOf(row: Pick<ObservationRow, 'namespace' | 'name'>): string {
  return `${row.namespace}/${row.name}`;
}

function versionOf(row: Pick<ObservationRow, 'uid' | 'resource_version'>) {
  return `${row.uid} ${row.resource_version}`;
}
