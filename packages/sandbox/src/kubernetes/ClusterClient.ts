import type { KubernetesObject } from './KubernetesObject';

/** Names one object; `kind` is enough because no two kinds served here share a name. */
export interface ObjectKey {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Which objects of a kind to list or watch. */
export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Who writes, and whether only the status is written. */
export interface WriteOptions {
  /** The field manager that is written down; the client's own name when absent. */
  readonly manager?: string;
  readonly subresource?: 'status';
}

/** One change of an object, in the order in which the cluster saw it. */
export interface ClusterEvent<T extends KubernetesObject = KubernetesObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** How one patch is to be understood. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/**
 * The cluster's API without the wire, for players: the same admission, ownership and conflict rules as over HTTP.
 * Calls are synchronous, since the store is memory; what is returned is a copy. Failures are `StatusError`s.
 */
export interface ClusterClient {
  /** The same client, writing under the name of another manager. */
  as(manager: string): ClusterClient;
  get<T extends KubernetesObject>(key: ObjectKey): T | undefined;
  list<T extends KubernetesObject>(kind: string, options?: ListOptions): T[];
  create<T extends KubernetesObject>(object: T, options?: WriteOptions): T;
  /** Replaces the object (or its status); a stale `resourceVersion` is refused with a 409. */
  update<T extends KubernetesObject>(object: T, options?: WriteOptions): T;
  patch<T extends KubernetesObject>(
    key: ObjectKey,
    patch: unknown,
    options: WriteOptions & { type: PatchType; force?: boolean },
  ): T;
  /** Deletes; objects with finalizers only get their deletionTimestamp. An absent object is no error. */
  delete(
    key: ObjectKey,
    options?: {
      propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
      gracePeriodSeconds?: number;
    },
  ): void;
  /** Tells of every object that exists (as ADDED) and then of each change, until the returned function is called. */
  watch<T extends KubernetesObject>(
    kind: string,
    onEvent: (event: ClusterEvent<T>) => void,
    options?: ListOptions,
  ): () => void;
}
