import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext, Target, WriteRequest } from '../api';
import type { KindDefinition } from '../kinds';
import type { PodLogs } from '../PodLogs';
import { StatusError } from '../StatusError';
import type { ResourcePath } from './parsePath';
import type { Representation } from './Representation';
import type { WireView } from './WireView';

/** One request to a resource, with all that its handler needs. */
export interface RequestContext {
  readonly api: ApiContext;
  readonly podLogs: PodLogs;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly path: ResourcePath;
  readonly kind: KindDefinition;
  readonly view: WireView;
  readonly representation: Representation;
}

/** The object that the path names. */
export function targetOf({ kind, path }: RequestContext): Target {
  if (path.name === undefined) throw StatusError.methodNotAllowed();
  return { kind, name: path.name, namespace: namespaceOf({ kind, path }) };
}

/** The namespace of the path; a namespaced kind has to have one wherever a single object is meant. */
function namespaceOf({
  kind,
  path,
}: {
  kind: KindDefinition;
  path: ResourcePath;
}): string | undefined {
  if (!kind.namespaced) return undefined;
  if (path.namespace === undefined) throw StatusError.noSuchResource();
  return path.namespace;
}

/** Who writes how, by the query and the user agent. */
export function writeRequestOf({
  query,
  request,
  path,
}: RequestContext): WriteRequest {
  const dryRun = query.getAll('dryRun');
  if (dryRun.some(value => value !== 'All' && value !== '')) {
    throw StatusError.badRequest(
      `Invalid value: ${JSON.stringify(
        dryRun[0],
      )}: dryRun: supported values: "All"`,
    );
  }
  const agent = (request.headers['user-agent'] ?? 'unknown').split('/')[0];
  return {
    manager: (query.get('fieldManager') || agent || 'unknown').slice(0, 128),
    ...(path.subresource === 'status' && { subresource: 'status' as const }),
    isDryRun: dryRun.includes('All'),
  };
}

/** A whole number of the query; undefined when it is not there. */
export function numberOf(
  query: URLSearchParams,
  name: string,
): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw StatusError.badRequest(
      `${name}: ${JSON.stringify(text)} is no whole number`,
    );
  return Number(text);
}

/** A switch of the query: `?watch`, `?watch=1` and `?watch=true` are on. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !['false', '0'].includes(text.toLowerCase());
}
