import {
  type ApiContext,
  createObject,
  deleteObject,
  listObjects,
  patchObject,
  type Target,
  updateObject,
  watchObjects,
} from './api';
import type {
  ClusterClient,
  ClusterEvent,
  ListOptions,
  ObjectKey,
  PatchType,
  WriteOptions,
} from './ClusterClient';
import type { KindDefinition } from './kinds';
import type { KubernetesObject } from './KubernetesObject';
import { isStatusError } from './StatusError';

/** The API without the wire; what it hands out are copies, so that no player can change the store's objects. */
export class LocalClusterClient implements ClusterClient {
  constructor(
    private readonly context: ApiContext,
    private readonly manager = 'sandbox',
  ) {}

  /** The same client under the name of another manager. */
  as(manager: string): LocalClusterClient {
    return new LocalClusterClient(this.context, manager);
  }

  get<T extends KubernetesObject>(key: ObjectKey): T | undefined {
    const { kind, namespace, name } = this.target(key);
    return structuredClone(
      this.context.store.get(kind.kind, namespace, name),
    ) as T | undefined;
  }

  list<T extends KubernetesObject>(
    kind: string,
    options: ListOptions = {},
  ): T[] {
    return structuredClone(
      listObjects(this.context, this.kind(kind), options).items,
    ) as T[];
  }

  create<T extends KubernetesObject>(object: T, options: WriteOptions = {}): T {
    const kind = this.kind(object.kind);
    const namespace = kind.namespaced
      ? object.metadata.namespace ?? 'default'
      : undefined;
    return structuredClone(
      createObject(
        this.context,
        kind,
        namespace,
        object,
        this.request(options),
      ),
    ) as T;
  }

  update<T extends KubernetesObject>(object: T, options: WriteOptions = {}): T {
    const target = this.target({ kind: object.kind, ...object.metadata });
    return structuredClone(
      updateObject(this.context, target, object, this.request(options)),
    ) as T;
  }

  patch<T extends KubernetesObject>(
    key: ObjectKey,
    patch: unknown,
    options: WriteOptions & { type: PatchType; force?: boolean },
  ): T {
    const { type, force } = options;
    const { object } = patchObject(this.context, this.target(key), patch, {
      ...this.request(options),
      type,
      force,
    });
    return structuredClone(object) as T;
  }

  delete(
    key: ObjectKey,
    options: {
      propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
      gracePeriodSeconds?: number;
    } = {},
  ): void {
    try {
      deleteObject(this.context, this.target(key), {
        propagationPolicy: 'Background',
        ...options,
      });
    } catch (error) {
      if (!isStatusError(error) || error.reason !== 'NotFound') throw error;
    }
  }

  watch<T extends KubernetesObject>(
    kind: string,
    onEvent: (event: ClusterEvent<T>) => void,
    options: ListOptions = {},
  ): () => void {
    return watchObjects(this.context, this.kind(kind), options, event =>
      onEvent(structuredClone(event) as ClusterEvent<T>),
    );
  }

  private request(options: WriteOptions) {
    return {
      manager: options.manager ?? this.manager,
      subresource: options.subresource,
    };
  }

  private target({ kind, namespace, name }: ObjectKey): Target {
    const definition = this.kind(kind);
    return {
      kind: definition,
      name,
      namespace: definition.namespaced ? namespace ?? 'default' : undefined,
    };
  }

  private kind(name: string): KindDefinition {
    const kind = this.context.kinds.kindNamed(name);
    if (!kind)
      throw new Error(
        `the sandbox's clusters do not serve the kind ${name}: add it to the kinds`,
      );
    return kind;
  }
}
