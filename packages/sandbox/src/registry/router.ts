import type { IncomingMessage, ServerResponse } from 'node:http';
import { deleteBlob, getBlob } from './blobs';
import {
  writeEmpty,
  writeJson,
  type RegistryHandler,
  type RegistryServices,
} from './context';
import { RegistryError } from './errors';
import { listCatalog, listTags } from './lists';
import { deleteManifest, getManifest, putManifest } from './manifests';
import { listReferrers } from './referrers';
import {
  cancelUpload,
  getUpload,
  patchUpload,
  putUpload,
  startUpload,
} from './uploads';

interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, RegistryHandler>>;
}

const ping: RegistryHandler = async ({ response }) => writeJson(response, {});

const redirectTo =
  (change: (path: string) => string): RegistryHandler =>
  async ({ request, response }) => {
    const [path, query] = splitUrl(request.url ?? '');
    writeEmpty(response, 301, {
      Location: `${change(path)}${query ? `?${query}` : ''}`,
    });
  };
const addSlash = redirectTo(path => `${path}/`);
const dropSlash = redirectTo(path => path.slice(0, -1));

// A name may hold `blobs` or `tags` as a component, so each path is matched from its end, uploads before blobs.
const ROUTES: readonly Route[] = [
  { path: /^\/v2\/$/, methods: { GET: ping, HEAD: ping } },
  { path: /^\/v2$/, methods: { GET: addSlash, HEAD: addSlash } },
  { path: /^\/v2\/_catalog$/, methods: { GET: listCatalog } },
  { path: /^\/v2\/(.+)\/tags\/list$/, methods: { GET: listTags } },
  { path: /^\/v2\/(.+)\/tags\/list\/$/, methods: { GET: dropSlash } },
  {
    path: /^\/v2\/(.+)\/referrers\/([^/]+)$/,
    methods: { GET: listReferrers, HEAD: listReferrers },
  },
  { path: /^\/v2\/(.+)\/blobs\/uploads$/, methods: { POST: addSlash } },
  { path: /^\/v2\/(.+)\/blobs\/uploads\/$/, methods: { POST: startUpload } },
  {
    path: /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/,
    methods: {
      GET: getUpload,
      HEAD: getUpload,
      PATCH: patchUpload,
      PUT: putUpload,
      DELETE: cancelUpload,
    },
  },
  {
    path: /^\/v2\/(.+)\/blobs\/([^/]+)$/,
    methods: { GET: getBlob, HEAD: getBlob, DELETE: deleteBlob },
  },
  {
    path: /^\/v2\/(.+)\/manifests\/([^/]+)$/,
    methods: {
      GET: getManifest,
      HEAD: getManifest,
      PUT: putManifest,
      DELETE: deleteManifest,
    },
  },
];

/** Finds the handler of a request and calls it. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  services: RegistryServices,
): Promise<void> {
  const [path, query] = splitUrl(request.url ?? '');
  if (path === '/') {
    writeEmpty(response, 200);
    return;
  }
  for (const { path: pattern, methods } of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      const handler = methods[request.method ?? ''];
      if (!handler) throw notAllowed(Object.keys(methods));
      const parameters = match.slice(1).map(decode);
      await handler({
        ...services,
        request,
        response,
        parameters,
        query: new URLSearchParams(query),
      });
      return;
    }
  }
  throw new RegistryError(
    { code: 'UNSUPPORTED', message: 'no such endpoint' },
    { status: 404 },
  );
}

// Not `new URL`: it would resolve `..`, and what a client sends must be judged as it was sent.
function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RegistryError({
      code: 'NAME_INVALID',
      message: 'the path is not well encoded',
    });
  }
}

function notAllowed(methods: string[]): RegistryError {
  return new RegistryError(
    { code: 'UNSUPPORTED', message: 'The operation is unsupported.' },
    { headers: { Allow: methods.sort().join(', ') } },
  );
}
