import type {
  KubernetesObject,
  ObservedKind,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  ClusterEvent,
  ClusterReader,
} from '@waybill/backstage-plugin-waybill-node';

interface Watch {
  readonly kind: ObservedKind;
  readonly namespace?: string;
  readonly onEvent: (event: ClusterEvent) => void | Promise<void>;
}

/** A cluster that says what a test tells it to say. */
export class FakeClusterReader implements ClusterReader {
  readonly cluster: string;
  readonly watches = new Set<Watch>();
  readonly logRequests: unknown[] = [];
  log = 'log of the pod\n';
  #resourceVersion = 0;

  constructor(cluster = 'dev') {
    this.cluster = cluster;
  }

  async watchKind(
    kind: ObservedKind,
    onEvent: Watch['onEvent'],
    options: { readonly signal: AbortSignal; readonly namespace?: string },
  ): Promise<void> {
    const watch = { kind, namespace: options.namespace, onEvent };
    this.watches.add(watch);
    await new Promise<void>(resolve => {
      if (options.signal.aborted) {
        resolve();
      }
      options.signal.addEventListener('abort', () => resolve());
    });
    this.watches.delete(watch);
  }

  async readPodLog(pod: unknown, options?: unknown): Promise<string> {
    this.logRequests.push({ pod, options });
    return this.log;
  }

  /** Tells every watch of the kind (and namespace). */
  async tell(
    kind: string,
    event: ClusterEvent,
    namespace?: string,
  ): Promise<void> {
    for (const watch of [...this.watches]) {
      const isMeant =
        watch.kind.kind === kind &&
        (namespace === undefined || watch.namespace === namespace);
      if (isMeant) {
        await watch.onEvent(event);
      }
    }
  }

  /** All watches have listed and found nothing. */
  async syncAll(): Promise<void> {
    for (const { onEvent } of [...this.watches]) {
      await onEvent({ type: 'synced', objects: [] });
    }
  }

  async upsert(object: KubernetesObject): Promise<void> {
    this.#resourceVersion += 1;
    await this.tell(
      object.kind ?? '',
      { type: 'upserted', object: this.#complete(object) },
      object.metadata?.namespace,
    );
  }

  async delete(object: KubernetesObject): Promise<void> {
    await this.tell(
      object.kind ?? '',
      { type: 'deleted', object: this.#complete(object) },
      object.metadata?.namespace,
    );
  }

  #complete(object: KubernetesObject): KubernetesObject {
    return {
      ...object,
      metadata: {
        uid: `uid-${object.metadata?.name}`,
        resourceVersion: String(this.#resourceVersion),
        ...object.metadata,
      },
    };
  }
}
