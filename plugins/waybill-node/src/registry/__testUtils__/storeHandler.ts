import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { digestOfBytes } from '../manifestBytes';
import type { Handler } from './ScriptedRegistry';

/** What a registry of its own kind does otherwise; true where it has answered. */
export type Quirk = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => boolean;

/** What a store holds. */
export interface Stored {
  readonly blobs: Map<string, Buffer>;
  /** By digest, and by tag. */
  readonly manifests: Map<
    string,
    { readonly bytes: Buffer; readonly type: string }
  >;
}

/** Answers with an error as the distribution specification has it. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
): true {
  const body = { errors: [{ code, message: code.toLowerCase() }] };
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
  return true;
}

/**
 * A registry without referrers API, as small as can be: what each registry does otherwise is said by its quirk.
 */
export function storeHandler(
  quirk: Quirk = () => false,
  stored: Stored = { blobs: new Map(), manifests: new Map() },
): Handler {
  const uploads = new Map<string, Buffer[]>();
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://registry.test');
    if (quirk(request, response, url)) return;
    const [, name, kind, last = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests|tags|referrers)\/([^/]*)$/.exec(
        url.pathname,
      ) ?? [];
    const body = await buffer(request);
    const context = { request, response, url, name, last, body };
    if (kind === 'blobs/uploads') upload(context, uploads, stored);
    else if (kind === 'blobs') sendBlob(context, stored);
    else if (kind === 'manifests') manifest(context, stored);
    else if (kind === 'tags') sendTags(context, stored);
    else refuse(response, 404, 'NOT_FOUND');
  };
}

interface Context {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly name: string;
  readonly last: string;
  readonly body: Buffer;
}

function upload(
  { request, response, url, name, last, body }: Context,
  uploads: Map<string, Buffer[]>,
  { blobs }: Stored,
): void {
  const id = last || randomBytes(8).toString('hex');
  const parts = [...(uploads.get(id) ?? []), body];
  uploads.set(id, parts);
  const digest = url.searchParams.get('digest') ?? '';
  const all = Buffer.concat(parts);
  if (request.method === 'PUT' && digestOfBytes(all, digest) !== digest) {
    refuse(response, 400, 'DIGEST_INVALID');
    return;
  }
  if (request.method === 'PUT') blobs.set(digest, all);
  response
    .writeHead(request.method === 'PUT' ? 201 : 202, {
      location: `/v2/${name}/blobs/uploads/${id}`,
      range: `0-${Math.max(0, all.length - 1)}`,
    })
    .end();
}

function sendBlob(
  { request, response, last }: Context,
  { blobs }: Stored,
): void {
  const bytes = blobs.get(last);
  if (!bytes) refuse(response, 404, 'BLOB_UNKNOWN');
  else response.end(request.method === 'HEAD' ? undefined : bytes);
}

function manifest(
  { request, response, last, body }: Context,
  { manifests }: Stored,
): void {
  const digest = digestOfBytes(body);
  if (request.method === 'PUT') {
    const type = request.headers['content-type'] ?? '';
    for (const key of [last, digest]) manifests.set(key, { bytes: body, type });
    response.writeHead(201, { 'docker-content-digest': digest }).end();
    return;
  }
  const found = manifests.get(last);
  if (!found) refuse(response, 404, 'MANIFEST_UNKNOWN');
  else if (request.method === 'DELETE') {
    manifests.delete(last);
    response.writeHead(202).end();
  } else {
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': found.bytes.length,
      'docker-content-digest': digestOfBytes(found.bytes),
    });
    response.end(request.method === 'HEAD' ? undefined : found.bytes);
  }
}

function sendTags({ response, name }: Context, { manifests }: Stored): void {
  const tags = [...manifests.keys()].filter(key => !key.includes(':'));
  response.end(JSON.stringify({ name, tags }));
}
