import type { PatchType } from '../ClusterClient';
import { serverSideApply } from '../apply';
import { isJsonObject } from '../fieldPath';
import { apiVersionOf, type KindDefinition, versionsOf } from '../kinds';
import type {
  JsonObject,
  JsonValue,
  KubernetesObject,
} from '../KubernetesObject';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  JsonPatchError,
} from '../patch';
import { StatusError } from '../StatusError';
import {
  type ApiContext,
  readObject,
  type Target,
  type WriteRequest,
} from './ApiContext';
import { requireNamespace } from './createObject';
import { refuseStale } from './updateObject';
import { ownerOf, writeObject } from './writeObject';

/** A patch as it came in. */
export interface PatchRequest extends WriteRequest {
  readonly type: PatchType;
  /** Server-side apply takes contested fields. */
  readonly force?: boolean;
}

/** Patches an object (or its status); server-side apply may also create it. */
export function patchObject(
  context: ApiContext,
  target: Target,
  patch: unknown,
  request: PatchRequest,
): { object: KubernetesObject; isCreated: boolean } {
  if (request.type === 'apply')
    return applyObject(context, target, patch, request);
  const { kind } = target;
  const live = readObject(context, target);
  const patched = patchedBy(kind, live, patch, request.type);
  if (!isJsonObject(patched) || !isJsonObject(patched.metadata)) {
    throw StatusError.badRequest('the patch leaves no object with metadata');
  }
  const next = patched as unknown as KubernetesObject;
  refuseRenaming(live, next);
  refuseStale(kind, live, next);
  return {
    object: writeObject(context, { kind, live, next, request }),
    isCreated: false,
  };
}

function patchedBy(
  kind: KindDefinition,
  live: KubernetesObject,
  patch: unknown,
  type: PatchType,
): JsonValue {
  const target = live as JsonObject;
  if (type === 'json') {
    try {
      return applyJsonPatch(target, patch);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      throw new StatusError({
        code: 422,
        reason: 'Invalid',
        message: `the server rejected our request due to an error in our request: ${error.message}`,
      });
    }
  }
  if (!isJsonObject(patch))
    throw StatusError.badRequest('the patch is not an object');
  if (type === 'merge') return applyMergePatch(target, patch);
  if (kind.isBuiltIn) return applyStrategicMergePatch(kind, target, patch);
  throw StatusError.unsupportedMediaType([
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/apply-patch+yaml',
  ]);
}

function refuseRenaming(live: KubernetesObject, next: KubernetesObject): void {
  const { name, namespace } = next.metadata;
  if (name !== live.metadata.name || namespace !== live.metadata.namespace) {
    throw StatusError.badRequest(
      'the name and namespace of an object cannot be changed by a patch',
    );
  }
}

function applyObject(
  context: ApiContext,
  target: Target,
  patch: unknown,
  request: PatchRequest,
): { object: KubernetesObject; isCreated: boolean } {
  const { kind, namespace, name } = target;
  const applied = readApplied(target, patch, request);
  const live = context.store.get(kind.kind, namespace, name);
  if (!live && request.subresource) throw StatusError.notFound(kind, name);
  if (!live) requireNamespace(context, kind, namespace, name);
  if (live) refuseStale(kind, live, applied);
  const owner = ownerOf(context, kind, 'Apply', request);
  const next = serverSideApply({
    kind,
    live,
    applied,
    owner,
    force: request.force,
  });
  return {
    object: writeObject(context, {
      kind,
      live,
      next,
      request,
      isApplied: true,
    }),
    isCreated: !live,
  };
}

/** Checks an applied configuration and leaves in it only what the request may write. */
function readApplied(
  { kind, namespace, name }: Target,
  patch: unknown,
  request: PatchRequest,
): KubernetesObject {
  if (
    !isJsonObject(patch) ||
    typeof patch.apiVersion !== 'string' ||
    patch.kind !== kind.kind
  ) {
    throw StatusError.badRequest(
      `an applied configuration has to be a whole ${
        kind.kind
      } with apiVersion ${apiVersionOf(kind)} and kind`,
    );
  }
  const served = versionsOf(kind).map(version =>
    apiVersionOf({ group: kind.group, version }),
  );
  if (!served.includes(patch.apiVersion)) {
    throw StatusError.badRequest(
      `${kind.kind} is not served as ${patch.apiVersion}, but as ${served.join(
        ', ',
      )}`,
    );
  }
  const metadata = isJsonObject(patch.metadata) ? patch.metadata : {};
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) {
    throw StatusError.badRequest('metadata.managedFields must be nil');
  }
  if (metadata.name !== undefined && metadata.name !== name) {
    throw StatusError.badRequest(
      'metadata.name of the applied object does not match the name in the URL',
    );
  }
  const { status, ...rest } = patch;
  const identity = {
    ...metadata,
    name,
    ...(namespace !== undefined && { namespace }),
  };
  if (request.subresource === 'status') {
    const only = {
      apiVersion: patch.apiVersion,
      kind: kind.kind,
      metadata: { name, namespace },
      status,
    };
    return only as unknown as KubernetesObject;
  }
  const applied = {
    ...rest,
    ...(!kind.hasStatus && status !== undefined && { status }),
    metadata: identity,
  };
  return applied as unknown as KubernetesObject;
}
