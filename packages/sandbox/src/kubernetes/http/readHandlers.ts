import { listObjects, type ListRequest, readObject } from '../api';
import { StatusError } from '../StatusError';
import {
  flagOf,
  numberOf,
  type RequestContext,
  targetOf,
} from './RequestContext';
import { sendJson } from './respond';
import { streamWatch } from './streamWatch';

/** GET of one object. */
export function handleGet(context: RequestContext): void {
  sendJson(
    context.response,
    200,
    context.representation.one(readObject(context.api, targetOf(context))),
  );
}

/** GET of a collection: a list, or with `watch` a stream. */
export function handleList(context: RequestContext): void {
  if (context.path.isWatch || flagOf(context.query, 'watch')) {
    streamWatch(context, listRequestOf(context));
    return;
  }
  if (context.query.has('sendInitialEvents')) {
    throw StatusError.badRequest('sendInitialEvents is forbidden for list');
  }
  const page = listObjects(context.api, context.kind, listRequestOf(context));
  sendJson(context.response, 200, context.representation.list(page));
}

/** The list parameters of a query; the old watch path of one object selects it by name. */
export function listRequestOf({ query, path }: RequestContext): ListRequest {
  const byName =
    path.isWatch && path.name ? `metadata.name=${path.name}` : undefined;
  return {
    namespace: path.namespace,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? byName,
    resourceVersion: query.get('resourceVersion') ?? undefined,
    resourceVersionMatch: query.get('resourceVersionMatch') ?? undefined,
    limit: numberOf(query, 'limit'),
    continueToken: query.get('continue') ?? undefined,
  };
}
