import type { KubernetesObject } from '../KubernetesObject';
import type { Journal } from './Journal';

/** What happened to one object; the store's history is a list of these. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly resourceVersion: number;
  readonly object: KubernetesObject;
  /** The state before: lets a watch tell "left the selection" from "changed", and an older list be rebuilt. */
  readonly previous?: KubernetesObject;
}

const historyLimit = 5000;

/** Where an object is found within its kind. */
export function storeKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/**
 * The objects of one cluster: a map per kind, one counter of resourceVersions and a bounded history for watches.
 * Stored objects are never changed in place: whoever reads them may keep them, nobody may write to them.
 */
export class ObjectStore {
  private readonly objects = new Map<string, Map<string, KubernetesObject>>();
  private readonly listeners = new Set<(event: StoreEvent) => void>();
  private readonly history: StoreEvent[] = [];
  private readonly undelivered: StoreEvent[] = [];
  private isDelivering = false;
  private version: number;
  private oldest: number;

  constructor(private readonly journal?: Journal) {
    // 0 and 1 have meanings of their own for clients ("any version"), so a young store starts above them.
    this.version = 1;
    for (const record of journal?.load() ?? []) {
      this.version = Math.max(this.version, record.resourceVersion);
      const ofKind = this.ofKind(record.kind);
      if (record.object) ofKind.set(record.key, record.object);
      else ofKind.delete(record.key);
    }
    journal?.compact(this.version, this.entries());
    this.oldest = this.version;
  }

  get resourceVersion(): number {
    return this.version;
  }

  get(
    kind: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.objects.get(kind)?.get(storeKey(namespace, name));
  }

  /** All objects of a kind by namespace and name, the order in which the real API lists. */
  list(kind: string, namespace?: string): KubernetesObject[] {
    return sorted(
      this.objects.get(kind) ?? new Map<string, KubernetesObject>(),
      namespace,
    );
  }

  /** The list as it was at an earlier resourceVersion; undefined when that is forgotten. */
  listAt(
    kind: string,
    resourceVersion: number,
    namespace?: string,
  ): KubernetesObject[] | undefined {
    if (resourceVersion < this.oldest) return undefined;
    const past = new Map(this.objects.get(kind));
    for (
      let at = this.history.length - 1;
      at >= 0 && this.history[at].resourceVersion > resourceVersion;
      at -= 1
    ) {
      const { kind: changedKind, object, previous } = this.history[at];
      if (changedKind !== kind) continue;
      const key = storeKey(object.metadata.namespace, object.metadata.name);
      if (previous) past.set(key, previous);
      else past.delete(key);
    }
    return sorted(past, namespace);
  }

  /** Writes an object and answers it with its new resourceVersion. */
  put(kind: string, object: KubernetesObject): KubernetesObject {
    const key = storeKey(object.metadata.namespace, object.metadata.name);
    const previous = this.ofKind(kind).get(key);
    const stored = this.stamped(object);
    this.ofKind(kind).set(key, stored);
    this.journal?.append({
      resourceVersion: this.version,
      kind,
      key,
      object: stored,
    });
    this.tell({
      type: previous ? 'MODIFIED' : 'ADDED',
      kind,
      resourceVersion: this.version,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes an object and answers its last state, stamped with the version of its removal. */
  remove(
    kind: string,
    namespace: string | undefined,
    name: string,
    last?: KubernetesObject,
  ): KubernetesObject | undefined {
    const key = storeKey(namespace, name);
    const previous = this.ofKind(kind).get(key);
    if (!previous) return undefined;
    const removed = this.stamped(last ?? previous);
    this.ofKind(kind).delete(key);
    this.journal?.append({ resourceVersion: this.version, kind, key });
    this.tell({
      type: 'DELETED',
      kind,
      resourceVersion: this.version,
      object: removed,
      previous,
    });
    return removed;
  }

  /** What happened after a resourceVersion; undefined when that is too long ago. */
  eventsSince(resourceVersion: number): readonly StoreEvent[] | undefined {
    if (resourceVersion < this.oldest) return undefined;
    const from = this.history.findIndex(
      event => event.resourceVersion > resourceVersion,
    );
    return from < 0 ? [] : this.history.slice(from);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Every object there is, with its kind. */
  *entries(): Generator<{
    kind: string;
    key: string;
    object: KubernetesObject;
  }> {
    for (const [kind, objects] of this.objects) {
      for (const [key, object] of objects) yield { kind, key, object };
    }
  }

  close(): void {
    this.listeners.clear();
    this.journal?.close();
  }

  private stamped(object: KubernetesObject): KubernetesObject {
    this.version += 1;
    return {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.version) },
    };
  }

  private tell(event: StoreEvent): void {
    this.history.push(event);
    if (this.history.length > historyLimit)
      this.oldest = this.history.shift()?.resourceVersion ?? this.oldest;
    if (this.journal?.isLong())
      this.journal.compact(this.version, this.entries());
    this.undelivered.push(event);
    this.deliver();
  }

  /** A listener may write; what follows from that is told after this event has reached everybody, or order would be lost. */
  private deliver(): void {
    if (this.isDelivering) return;
    this.isDelivering = true;
    try {
      for (
        let event = this.undelivered.shift();
        event;
        event = this.undelivered.shift()
      ) {
        for (const listener of [...this.listeners]) listener(event);
      }
    } finally {
      this.isDelivering = false;
    }
  }

  private ofKind(kind: string): Map<string, KubernetesObject> {
    const found = this.objects.get(kind) ?? new Map<string, KubernetesObject>();
    this.objects.set(kind, found);
    return found;
  }
}

function sorted(
  objects: ReadonlyMap<string, KubernetesObject>,
  namespace?: string,
): KubernetesObject[] {
  return [...objects.entries()]
    .filter(
      ([, object]) =>
        namespace === undefined || object.metadata.namespace === namespace,
    )
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, object]) => object);
}
