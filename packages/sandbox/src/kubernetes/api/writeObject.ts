import { randomUUID } from 'node:crypto';
import { type Ownership, recordUpdate } from '../apply';
import { isJsonObject, isSameJson } from '../fieldPath';
import { apiVersionOf, type KindDefinition } from '../kinds';
import type {
  JsonObject,
  KubernetesObject,
  ManagedFieldsEntry,
} from '../KubernetesObject';
import { timestampOf } from '../timestamps';
import type { ApiContext, WriteRequest } from './ApiContext';
import { applyDefaults } from './defaults';
import { validateObject } from './validate';

/** Who a request writes as. */
export function ownerOf(
  context: ApiContext,
  kind: KindDefinition,
  operation: Ownership['operation'],
  request: WriteRequest,
): Omit<Ownership, 'fields'> {
  return {
    manager: request.manager,
    operation,
    apiVersion: apiVersionOf(kind),
    time: timestampOf(context.now()),
    ...(request.subresource && { subresource: request.subresource }),
  };
}

/**
 * The one way into the store: keeps what a client may not change, admits, defaults, checks, notes who owns what,
 * counts the generation, and writes; a write that changes nothing leaves the resourceVersion alone.
 */
export function writeObject(
  context: ApiContext,
  options: {
    kind: KindDefinition;
    live?: KubernetesObject;
    next: KubernetesObject;
    request: WriteRequest;
    /** Ownership is written in `next` already (server-side apply). */
    isApplied?: boolean;
  },
): KubernetesObject {
  const { kind, live, request } = options;
  let next = withServerFields(
    context,
    kind,
    live,
    structuredClone(options.next),
    request,
  );
  if (!request.subresource) {
    next = context.admission.admit(next, live);
    applyDefaults(kind, next);
    validateObject(kind, next, live);
  }
  if (!options.isApplied) {
    next = recordUpdate({
      kind,
      before: live,
      after: next,
      owner: ownerOf(context, kind, 'Update', request),
    });
  }
  countGeneration(kind, live, next);
  if (live && isSameObject(live, next)) return live;
  if (request.isDryRun) return next;
  const isLastFinalizerGone =
    next.metadata.deletionTimestamp && !next.metadata.finalizers?.length;
  if (live && isLastFinalizerGone && !isGraceful(next)) {
    return (
      context.store.remove(
        kind.kind,
        next.metadata.namespace,
        next.metadata.name,
        next,
      ) ?? next
    );
  }
  return context.store.put(kind.kind, next);
}

/** A pod that its kubelet still has to end goes only when the kubelet says so. */
function isGraceful({ metadata }: KubernetesObject): boolean {
  return (metadata.deletionGracePeriodSeconds ?? 0) > 0;
}

function withServerFields(
  context: ApiContext,
  kind: KindDefinition,
  live: KubernetesObject | undefined,
  next: KubernetesObject,
  request: WriteRequest,
): KubernetesObject {
  const { managedFields } = next.metadata;
  if (live && request.subresource === 'status') {
    return {
      ...live,
      status: next.status,
      metadata: { ...live.metadata, managedFields },
    };
  }
  const identity = live
    ? {
        uid: live.metadata.uid,
        creationTimestamp: live.metadata.creationTimestamp,
        generation: live.metadata.generation,
        deletionTimestamp: live.metadata.deletionTimestamp,
        deletionGracePeriodSeconds: live.metadata.deletionGracePeriodSeconds,
        resourceVersion: live.metadata.resourceVersion,
      }
    : {
        uid: randomUUID(),
        creationTimestamp: timestampOf(context.now()),
        generation: undefined,
        deletionTimestamp: undefined,
        deletionGracePeriodSeconds: undefined,
        resourceVersion: undefined,
      };
  const written: KubernetesObject = {
    ...next,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: withoutEmpty({ ...next.metadata, ...identity }),
  };
  if (kind.hasStatus) {
    if (live?.status === undefined) delete written.status;
    else written.status = live.status;
    if (!live && kind.kind === 'Pod') written.status = { phase: 'Pending' };
  }
  return written;
}

function withoutEmpty(
  metadata: KubernetesObject['metadata'],
): KubernetesObject['metadata'] {
  const isEmptyMap = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0;
  const kept = Object.entries(metadata).filter(
    ([, value]) => value !== undefined && value !== null && !isEmptyMap(value),
  );
  return Object.fromEntries(kept) as KubernetesObject['metadata'];
}

function countGeneration(
  kind: KindDefinition,
  live: KubernetesObject | undefined,
  next: KubernetesObject,
): void {
  const isCounted =
    kind.hasGeneration ??
    ((kind.hasStatus && kind.group !== '') || kind.kind === 'Pod');
  if (!isCounted) return;
  if (!live) next.metadata.generation = 1;
  else if (!isSameJson(desiredPart(kind, live), desiredPart(kind, next))) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
}

/** Everything but metadata and (where it is written apart) status. */
function desiredPart(
  kind: KindDefinition,
  object: KubernetesObject,
): Record<string, unknown> {
  const { apiVersion: _a, kind: _k, metadata: _m, status, ...desired } = object;
  // Being given a place on a node is no change of what a pod is asked to be.
  const isPod = kind.kind === 'Pod' && isJsonObject(desired.spec);
  const spec = isPod
    ? { ...(desired.spec as JsonObject), nodeName: null }
    : desired.spec;
  return { ...desired, spec, ...(!kind.hasStatus && { status }) };
}

/** Equal but for the times at which managers wrote. */
function isSameObject(live: KubernetesObject, next: KubernetesObject): boolean {
  return isSameJson(withoutTimes(live), withoutTimes(next));
}

function withoutTimes(object: KubernetesObject): unknown {
  const entries = (object.metadata.managedFields ?? []).map(
    ({ time: _, ...entry }: ManagedFieldsEntry) => entry,
  );
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: entries },
  };
}
