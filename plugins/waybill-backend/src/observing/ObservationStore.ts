import type {
  Observation,
  ObserverHealth,
} from '@waybill/backstage-plugin-waybill-common';

/** Names one observed object inside a cluster. */
export interface ObservationKey {
  readonly group: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/** What one list covers: a kind, in one namespace or in all. */
export interface ObservationScope {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** Changes to one cluster's observations, in the order in which they happened. */
export type ObservationChange =
  | { readonly type: 'upserted'; readonly observation: Observation }
  | { readonly type: 'deleted'; readonly key: ObservationKey };

/** Health of the watch of one kind in one namespace (empty: in all). */
export interface WatchHealth extends ObserverHealth {
  readonly namespace: string;
}

/** The last known state of the clusters. */
export interface ObservationStore {
  /** Writes changes of one cluster. */
  apply(cluster: string, changes: readonly ObservationChange[]): Promise<void>;
  /**
   * Makes the scope hold exactly these observations.
   *
   * @returns whether anything was not so already
   */
  replace(
    cluster: string,
    scope: ObservationScope,
    observations: readonly Observation[],
  ): Promise<boolean>;
  /** What is known of these namespaces of a cluster, and of its cluster-scoped objects. */
  list(cluster: string, namespaces: readonly string[]): Promise<Observation[]>;
  /** What is known of one kind in all of a cluster. */
  listKind(cluster: string, kind: string): Promise<Observation[]>;
  setHealth(health: WatchHealth): Promise<void>;
  listHealth(
    cluster: string,
    namespaces: readonly string[],
  ): Promise<WatchHealth[]>;
  /** Forgets clusters that are no longer configured. */
  forgetClustersExcept(clusters: readonly string[]): Promise<void>;
}
