import type { ApiContext } from '../api';
import { deleteObject } from '../api';
import type { KubernetesObject, OwnerReference } from '../KubernetesObject';
import type { StoreEvent } from '../store';

const foregroundFinalizer = 'foregroundDeletion';
const orphanFinalizer = 'orphan';

/** Deletes what has lost its last owner, and finishes foreground and orphaning deletions, as kube's collector does. */
export class GarbageCollector {
  private readonly unsubscribe: () => void;
  private isScheduled = false;
  private isStopped = false;

  constructor(private readonly context: ApiContext) {
    this.unsubscribe = context.store.subscribe(event => {
      if (isOfInterest(event)) this.schedule();
    });
    this.schedule();
  }

  stop(): void {
    this.isStopped = true;
    this.unsubscribe();
  }

  /** After the request that caused it: a client sees the owner go first, as in life. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (!this.isStopped) this.collect();
    });
  }

  private collect(): void {
    const all = [...this.context.store.entries()].map(({ object }) => object);
    const byUid = new Map(all.map(object => [object.metadata.uid, object]));
    const dependents = new Map<string, KubernetesObject[]>();
    for (const object of all) {
      for (const { uid } of object.metadata.ownerReferences ?? []) {
        dependents.set(uid, [...(dependents.get(uid) ?? []), object]);
      }
    }
    for (const object of all) {
      const finalizers = object.metadata.finalizers ?? [];
      if (
        object.metadata.deletionTimestamp &&
        finalizers.includes(orphanFinalizer)
      ) {
        for (const dependent of dependents.get(object.metadata.uid ?? '') ?? [])
          this.release(dependent, object);
        this.removeFinalizer(object, orphanFinalizer);
      } else if (
        object.metadata.deletionTimestamp &&
        finalizers.includes(foregroundFinalizer)
      ) {
        const held = dependents.get(object.metadata.uid ?? '') ?? [];
        for (const dependent of held) this.delete(dependent, 'Foreground');
        if (held.length === 0)
          this.removeFinalizer(object, foregroundFinalizer);
      } else if (hasLostOwners(object, byUid)) {
        this.delete(object, 'Background');
      }
    }
  }

  private delete(
    object: KubernetesObject,
    propagationPolicy: 'Foreground' | 'Background',
  ): void {
    const kind = this.context.kinds.kindNamed(object.kind);
    const { namespace, name } = object.metadata;
    const isThere =
      kind &&
      this.context.store.get(kind.kind, namespace, name)?.metadata.uid ===
        object.metadata.uid;
    if (isThere && !object.metadata.deletionTimestamp) {
      deleteObject(
        this.context,
        { kind, namespace, name },
        { propagationPolicy },
      );
    }
  }

  private release(dependent: KubernetesObject, owner: KubernetesObject): void {
    const { ownerReferences, ...rest } = dependent.metadata;
    const left = ownerReferences?.filter(
      ({ uid }) => uid !== owner.metadata.uid,
    );
    const metadata = left?.length ? { ...rest, ownerReferences: left } : rest;
    this.context.store.put(dependent.kind, { ...dependent, metadata });
  }

  private removeFinalizer(object: KubernetesObject, finalizer: string): void {
    const { namespace, name } = object.metadata;
    const live = this.context.store.get(object.kind, namespace, name);
    if (!live) return;
    const finalizers =
      live.metadata.finalizers?.filter(other => other !== finalizer) ?? [];
    if (finalizers.length === 0 && !live.metadata.deletionGracePeriodSeconds) {
      this.context.store.remove(object.kind, namespace, name);
    } else {
      this.context.store.put(object.kind, {
        ...live,
        metadata: { ...live.metadata, finalizers },
      });
    }
  }
}

function isOfInterest({ type, object }: StoreEvent): boolean {
  if (type === 'DELETED') return true;
  return Boolean(
    object.metadata.deletionTimestamp ||
      object.metadata.ownerReferences?.length,
  );
}

function hasLostOwners(
  object: KubernetesObject,
  byUid: ReadonlyMap<string | undefined, KubernetesObject>,
): boolean {
  const owners: readonly OwnerReference[] =
    object.metadata.ownerReferences ?? [];
  return owners.length > 0 && owners.every(({ uid }) => !byUid.has(uid));
}
