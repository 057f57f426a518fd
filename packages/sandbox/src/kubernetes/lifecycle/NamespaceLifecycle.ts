import { type ApiContext, createObject, deleteObject } from '../api';
import type { StoreEvent } from '../store';

const firstNamespaces = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

/** Makes the namespaces every cluster has, their default service accounts, and empties those that are deleted. */
export class NamespaceLifecycle {
  private readonly unsubscribe: () => void;
  private isScheduled = false;
  private isStopped = false;

  constructor(private readonly context: ApiContext) {
    this.unsubscribe = context.store.subscribe(event => {
      if (isOfInterest(event)) this.schedule();
    });
    this.createFirst();
    this.schedule();
  }

  stop(): void {
    this.isStopped = true;
    this.unsubscribe();
  }

  private createFirst(): void {
    const kind = this.context.kinds.kindNamed('Namespace');
    for (const name of firstNamespaces) {
      if (!kind || this.context.store.get('Namespace', undefined, name))
        continue;
      const object = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      };
      createObject(this.context, kind, undefined, object, {
        manager: 'kube-apiserver',
      });
    }
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (!this.isStopped) this.sync();
    });
  }

  private sync(): void {
    for (const namespace of this.context.store.list('Namespace')) {
      if (namespace.metadata.deletionTimestamp)
        this.empty(namespace.metadata.name);
      else this.ensureServiceAccount(namespace.metadata.name);
    }
  }

  private ensureServiceAccount(namespace: string): void {
    const kind = this.context.kinds.kindNamed('ServiceAccount');
    if (!kind || this.context.store.get('ServiceAccount', namespace, 'default'))
      return;
    const object = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    };
    createObject(this.context, kind, namespace, object, {
      manager: 'kube-controller-manager',
    });
  }

  /** Deletes what is left in the namespace; it goes itself when nothing is. */
  private empty(namespace: string): void {
    let isEmpty = true;
    for (const kind of this.context.kinds.kinds.filter(
      ({ namespaced }) => namespaced,
    )) {
      for (const { metadata } of this.context.store.list(
        kind.kind,
        namespace,
      )) {
        const target = { kind, namespace, name: metadata.name };
        const { isGone } = deleteObject(this.context, target, {
          gracePeriodSeconds: 0,
        });
        isEmpty &&= isGone;
      }
    }
    const live = this.context.store.get('Namespace', undefined, namespace);
    if (isEmpty && !live?.metadata.finalizers?.length)
      this.context.store.remove('Namespace', undefined, namespace);
  }
}

function isOfInterest({ kind, type, object }: StoreEvent): boolean {
  if (kind === 'Namespace') return type !== 'DELETED';
  return type === 'DELETED' && object.metadata.namespace !== undefined;
}
