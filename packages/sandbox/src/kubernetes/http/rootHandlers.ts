import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KindCatalog } from '../kinds';
import { StatusError } from '../StatusError';
import { handleAccessReview } from './accessReviews';
import {
  acceptsAggregated,
  aggregatedDiscovery,
  aggregatedType,
  coreVersions,
  groupList,
  groupOf,
  resourceList,
} from './discovery';
import {
  openApiV2,
  openApiV2Protobuf,
  openApiV3Document,
  openApiV3Index,
} from './openapi';
import { sendJson, sendText } from './respond';

/** A request that is not about stored objects. */
export interface RequestTools {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly kinds: KindCatalog;
}

/** The version of Kubernetes whose API is spoken; the suffix says who speaks it. */
const version = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3+waybill-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${process.platform}/${process.arch}`,
};

const accessReviewPath =
  /^\/apis\/authorization\.k8s\.io\/v1\/(selfsubjectaccessreviews|subjectaccessreviews)$/;

/** Answers discovery, health, version and OpenAPI; false when the path is none of these. */
export async function handleRoot(
  tools: RequestTools,
  pathname: string,
): Promise<boolean> {
  const { request, response } = tools;
  if (accessReviewPath.test(pathname) && request.method === 'POST') {
    await handleAccessReview(tools);
    return true;
  }
  const body = request.method === 'GET' ? bodyOf(tools, pathname) : undefined;
  if (body === undefined) return false;
  if (typeof body === 'string') sendText(response, 200, body);
  else if (Buffer.isBuffer(body)) {
    const type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
    response
      .writeHead(200, { 'Content-Type': type, 'Content-Length': body.length })
      .end(body);
  } else
    sendJson(
      response,
      200,
      body,
      isAggregated(tools, pathname) ? aggregatedType : undefined,
    );
  return true;
}

function isAggregated({ request }: RequestTools, pathname: string): boolean {
  return (
    (pathname === '/api' || pathname === '/apis') &&
    acceptsAggregated(request.headers.accept)
  );
}

function bodyOf(tools: RequestTools, pathname: string): unknown {
  const { kinds, request } = tools;
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(pathname)) return 'ok';
  if (pathname === '/version') return version;
  if (pathname === '/')
    return {
      paths: [
        '/api',
        '/apis',
        '/healthz',
        '/livez',
        '/openapi/v2',
        '/openapi/v3',
        '/readyz',
        '/version',
      ],
    };
  if (pathname === '/api')
    return isAggregated(tools, pathname)
      ? aggregatedDiscovery(kinds, true)
      : coreVersions();
  if (pathname === '/apis')
    return isAggregated(tools, pathname)
      ? aggregatedDiscovery(kinds, false)
      : groupList(kinds);
  if (pathname === '/openapi/v3') return openApiV3Index(kinds);
  if (pathname === '/openapi/v2')
    return request.headers.accept?.includes('protobuf')
      ? openApiV2Protobuf()
      : openApiV2();
  if (pathname.startsWith('/openapi/v3/')) {
    return orNotFound(
      openApiV3Document(kinds, pathname.slice('/openapi/v3/'.length)),
    );
  }
  const core = /^\/api\/([^/]+)$/.exec(pathname);
  if (core) return orNotFound(resourceList(kinds, '', core[1]));
  const group = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(pathname);
  if (!group) return undefined;
  return orNotFound(
    group[2]
      ? resourceList(kinds, group[1], group[2])
      : groupOf(kinds, group[1]),
  );
}

function orNotFound(body: unknown): unknown {
  if (body === undefined) throw StatusError.noSuchResource();
  return body;
}
