import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import {
  type ApiContext,
  readObject,
  type Target,
  type WriteRequest,
} from './ApiContext';
import { writeObject } from './writeObject';

/** Replaces an object (or its status). */
export function updateObject(
  context: ApiContext,
  target: Target,
  object: KubernetesObject,
  request: WriteRequest,
): KubernetesObject {
  const live = readObject(context, target);
  checkPreconditions(target.kind, live, object);
  const next = {
    ...object,
    metadata: {
      ...object.metadata,
      name: target.name,
      namespace: live.metadata.namespace,
    },
  };
  return writeObject(context, { kind: target.kind, live, next, request });
}

/** The client must have seen the newest state; a custom resource may not be replaced blindly. */
function checkPreconditions(
  kind: KindDefinition,
  live: KubernetesObject,
  next: KubernetesObject,
): void {
  const { resourceVersion } = next.metadata;
  if (!resourceVersion && !kind.isBuiltIn) {
    throw StatusError.invalid(kind, live.metadata.name, [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    ]);
  }
  refuseStale(kind, live, next);
}

/** Refuses a write that was made from an older state, or for another object of the same name. */
export function refuseStale(
  kind: KindDefinition,
  live: KubernetesObject,
  next: KubernetesObject,
): void {
  const { name, uid, resourceVersion } = live.metadata;
  if (next.metadata.uid && next.metadata.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${next.metadata.uid}, UID in object meta: ${uid}`;
    throw StatusError.conflict(kind, name, why);
  }
  if (
    next.metadata.resourceVersion &&
    next.metadata.resourceVersion !== resourceVersion
  ) {
    const why =
      'the object has been modified; please apply your changes to the latest version and try again';
    throw StatusError.conflict(kind, name, why);
  }
}
