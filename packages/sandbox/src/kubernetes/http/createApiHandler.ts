import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext } from '../api';
import type { KindCatalog, KindDefinition } from '../kinds';
import type { PodLogs } from '../PodLogs';
import { isStatusError, StatusError } from '../StatusError';
import { authenticate } from './authenticate';
import { eventsGroup } from './eventsGroup';
import { parseResourcePath, type ResourcePath } from './parsePath';
import { handlePodLog } from './podLog';
import { handleGet, handleList } from './readHandlers';
import { Representation } from './Representation';
import type { RequestContext } from './RequestContext';
import { sendError } from './respond';
import { handleRoot } from './rootHandlers';
import { handleScale } from './scale';
import { wireViewOf } from './WireView';
import {
  handleCreate,
  handleDelete,
  handleDeleteCollection,
  handlePatch,
  handleUpdate,
} from './writeHandlers';

type Handler = (context: RequestContext) => void | Promise<void>;

const collectionHandlers: Readonly<Record<string, Handler>> = {
  GET: handleList,
  POST: handleCreate,
  DELETE: handleDeleteCollection,
};
const objectHandlers: Readonly<Record<string, Handler>> = {
  GET: handleGet,
  PUT: handleUpdate,
  PATCH: handlePatch,
  DELETE: handleDelete,
};
const statusHandlers: Readonly<Record<string, Handler>> = {
  GET: handleGet,
  PUT: handleUpdate,
  PATCH: handlePatch,
};

/** Answers every request to the API server. */
export function createApiHandler(options: {
  api: ApiContext;
  podLogs: PodLogs;
  token: string;
  log: (line: string) => void;
}): (request: IncomingMessage, response: ServerResponse) => void {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1');
    const pathname = url.pathname.replace(/(.)\/+$/, '$1');
    const { api, podLogs, token } = options;
    authenticate({
      header: request.headers.authorization,
      method: request.method ?? '',
      path: pathname,
      token,
    });
    if (await handleRoot({ request, response, kinds: api.kinds }, pathname))
      return;
    const path = parseResourcePath(pathname);
    const kind = path && findKind(api.kinds, path);
    if (!path || !kind) throw StatusError.noSuchResource();
    const view = wireViewOf(kind, path.group, path.version);
    const query = url.searchParams;
    const representation = new Representation(
      view,
      request.headers.accept,
      query,
      api.now,
    );
    await handlerOf(
      path,
      kind,
      request.method ?? '',
    )({
      api,
      podLogs,
      request,
      response,
      query,
      path,
      kind,
      view,
      representation,
    });
  };
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!isStatusError(error))
        options.log(
          `${request.method} ${request.url}: ${describeDefect(error)}`,
        );
      sendError(response, error);
    });
  };
}

function describeDefect(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

function findKind(
  kinds: KindCatalog,
  path: ResourcePath,
): KindDefinition | undefined {
  const isEvents =
    path.group === eventsGroup &&
    path.version === 'v1' &&
    path.plural === 'events';
  return isEvents
    ? kinds.kindNamed('Event')
    : kinds.resource(path.group, path.version, path.plural);
}

function handlerOf(
  path: ResourcePath,
  kind: KindDefinition,
  method: string,
): Handler {
  const isCollection = path.name === undefined || path.isWatch;
  let handlers: Readonly<Record<string, Handler>> | undefined;
  if (path.subresource === undefined)
    handlers = isCollection ? collectionHandlers : objectHandlers;
  else if (path.subresource === 'status' && kind.hasStatus)
    handlers = statusHandlers;
  else if (path.subresource === 'log' && kind.kind === 'Pod')
    handlers = { GET: handlePodLog };
  else if (path.subresource === 'scale' && kind.hasScale) {
    handlers = { GET: handleScale, PUT: handleScale, PATCH: handleScale };
  }
  if (!handlers) throw StatusError.noSuchResource();
  const handler = handlers[method];
  if (!handler) throw StatusError.methodNotAllowed();
  return handler;
}
