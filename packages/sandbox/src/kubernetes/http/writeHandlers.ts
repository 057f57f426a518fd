import {
  createObject,
  deleteObject,
  type DeleteRequest,
  listObjects,
  patchObject,
  updateObject,
} from '../api';
import type { PatchType } from '../ClusterClient';
import { isJsonObject } from '../fieldPath';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import { listRequestOf } from './readHandlers';
import {
  flagOf,
  numberOf,
  type RequestContext,
  targetOf,
  writeRequestOf,
} from './RequestContext';
import { contentTypeOf, readObjectBody, readRequestBody } from './requestBody';
import { sendJson } from './respond';

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** POST to a collection. */
export async function handleCreate(context: RequestContext): Promise<void> {
  const { api, kind, path, response } = context;
  if (kind.namespaced && path.namespace === undefined)
    throw StatusError.methodNotAllowed();
  const object = checkedBody(context, await readObjectBody(context.request));
  const namespace = kind.namespaced ? path.namespace : undefined;
  if (
    object.metadata.namespace !== undefined &&
    namespace !== undefined &&
    object.metadata.namespace !== namespace
  ) {
    throw StatusError.badRequest(
      `the namespace of the provided object does not match the namespace sent on the request: ${object.metadata.namespace} and ${namespace}`,
    );
  }
  const created = createObject(
    api,
    kind,
    namespace,
    object,
    writeRequestOf(context),
  );
  sendJson(response, 201, context.representation.one(created));
}

/** PUT of one object or its status. */
export async function handleUpdate(context: RequestContext): Promise<void> {
  const target = targetOf(context);
  const object = checkedBody(context, await readObjectBody(context.request));
  if (object.metadata.name && object.metadata.name !== target.name) {
    throw StatusError.badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${target.name})`,
    );
  }
  const updated = updateObject(
    context.api,
    target,
    object,
    writeRequestOf(context),
  );
  sendJson(context.response, 200, context.representation.one(updated));
}

/** PATCH of one object or its status. */
export async function handlePatch(context: RequestContext): Promise<void> {
  const type = patchTypes[contentTypeOf(context.request)];
  if (!type) throw StatusError.unsupportedMediaType(Object.keys(patchTypes));
  if (type === 'apply' && !context.query.get('fieldManager')) {
    throw StatusError.badRequest(
      'fieldManager: Required value: is required for apply patch',
    );
  }
  if (type !== 'apply' && context.query.has('force')) {
    throw StatusError.badRequest(
      'force: Forbidden: may not be specified for non-apply patch',
    );
  }
  const body = await readRequestBody(context.request);
  const patch = isJsonObject(body) ? context.view.fromWire(body) : body;
  const request = {
    ...writeRequestOf(context),
    type,
    force: flagOf(context.query, 'force'),
  };
  const { object, isCreated } = patchObject(
    context.api,
    targetOf(context),
    patch,
    request,
  );
  sendJson(
    context.response,
    isCreated ? 201 : 200,
    context.representation.one(object),
  );
}

/** DELETE of one object. */
export async function handleDelete(context: RequestContext): Promise<void> {
  const target = targetOf(context);
  const { object, isGone } = deleteObject(
    context.api,
    target,
    await deleteRequestOf(context),
  );
  if (!isGone) {
    sendJson(context.response, 200, context.representation.one(object));
    return;
  }
  const { kind } = context;
  sendJson(context.response, 200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: target.name,
      ...(kind.group && { group: kind.group }),
      kind: kind.plural,
      uid: object.metadata.uid,
    },
  });
}

/** DELETE of a collection: all that the selectors choose. */
export async function handleDeleteCollection(
  context: RequestContext,
): Promise<void> {
  const { api, kind } = context;
  const request = await deleteRequestOf(context);
  const page = listObjects(api, kind, {
    ...listRequestOf(context),
    limit: undefined,
    continueToken: undefined,
  });
  for (const { metadata } of page.items) {
    deleteObject(
      api,
      { kind, namespace: metadata.namespace, name: metadata.name },
      request,
    );
  }
  sendJson(context.response, 200, context.representation.list(page));
}

/** What was sent as an object: of this kind, in a version that is served. */
function checkedBody(
  { view, kind, path }: RequestContext,
  body: JsonObject,
): KubernetesObject {
  const apiVersion = body.apiVersion ?? view.apiVersion;
  if (
    apiVersion !== view.apiVersion ||
    (body.kind ?? kind.kind) !== kind.kind
  ) {
    throw StatusError.badRequest(
      `${String(body.kind)} in version "${String(
        body.apiVersion,
      )}" cannot be handled as a ${kind.kind} of ${view.apiVersion}`,
    );
  }
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  const named = {
    ...metadata,
    ...(metadata.name === undefined &&
      path.name !== undefined && { name: path.name }),
  };
  return view.fromWire({
    ...body,
    apiVersion: view.apiVersion,
    kind: kind.kind,
    metadata: named,
  }) as unknown as KubernetesObject;
}

/** Deletion options come in the body, or (from simple clients) in the query. */
async function deleteRequestOf(
  context: RequestContext,
): Promise<DeleteRequest> {
  const body = await readRequestBody(context.request);
  const options = isJsonObject(body) ? body : {};
  const policy =
    options.propagationPolicy ??
    context.query.get('propagationPolicy') ??
    undefined;
  if (
    policy !== undefined &&
    policy !== 'Orphan' &&
    policy !== 'Background' &&
    policy !== 'Foreground'
  ) {
    throw StatusError.badRequest(
      `propagationPolicy: Unsupported value: ${JSON.stringify(policy)}`,
    );
  }
  const grace =
    options.gracePeriodSeconds ?? numberOf(context.query, 'gracePeriodSeconds');
  const preconditions = isJsonObject(options.preconditions)
    ? options.preconditions
    : {};
  const dryRun = options.dryRun ?? context.query.getAll('dryRun');
  return {
    propagationPolicy: policy,
    gracePeriodSeconds: typeof grace === 'number' ? grace : undefined,
    preconditions: {
      uid:
        typeof preconditions.uid === 'string' ? preconditions.uid : undefined,
      resourceVersion:
        typeof preconditions.resourceVersion === 'string'
          ? preconditions.resourceVersion
          : undefined,
    },
    isDryRun: Array.isArray(dryRun) && dryRun.includes('All'),
  };
}
