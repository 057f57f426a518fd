/**
 * The kinds that Waybill observes, and how they are found in the API.
 *
 * @public
 */
export interface ObservedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /**
   * What Waybill would like to know and can do without: that it may not be read is no problem of the cluster.
   */
  readonly isOptional?: boolean;
}

/**
 * The last known state of one cluster object. `object` is the object as the API server gave it, less what no rule
 * reads (`managedFields`, `last-applied-configuration`). It is input from a cluster: read it defensively.
 *
 * @public
 */
export interface Observation {
  readonly cluster: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** When this state was seen (ISO 8601). */
  readonly observedAt: string;
  readonly object: KubernetesObject;
}

/**
 * A Kubernetes object as untrusted JSON.
 *
 * @public
 */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly uid?: string;
      readonly controller?: boolean;
    }[];
  };
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

/**
 * How well one kind of one cluster is being watched.
 *
 * @public
 */
export interface ObserverHealth {
  readonly cluster: string;
  readonly kind: string;
  /** `absent`: the cluster does not serve the kind, which is a fact and no error. */
  readonly state: 'watching' | 'starting' | 'failing' | 'absent';
  /** When the cluster last confirmed what we hold (event, bookmark or list), ISO 8601. */
  readonly lastContactAt?: string;
  /** Why it is failing. Never a secret. */
  readonly error?: string;
}

/**
 * What Git declares for one model in one environment.
 *
 * @public
 */
export interface Declaration {
  readonly environment: string;
  /** Where it was read, for a person to open. */
  readonly url: string;
  /** `found`: a pinned digest was read; `missing`: no such file; `unpinned`: found but not by digest; `unreadable`: could not read, see `error`. */
  readonly state: 'found' | 'missing' | 'unpinned' | 'unreadable';
  readonly storageUri?: string;
  readonly digest?: string;
  /** Version that the file says the digest is; for people, never trusted to name the digest. */
  readonly version?: string;
  /** Commit or etag of what was read, where the host gave one. */
  readonly revision?: string;
  readonly error?: string;
  /** When it was read (ISO 8601). */
  readonly asOf: string;
}
