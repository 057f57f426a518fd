import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  DEFAULT_RETRY_POLICY,
  type RetryPolicy,
} from '../../../registry/retry';
import type { ImportSettings } from '../importSettings';

const fixtures = path.join(__dirname, '../../../clusters/__fixtures__');
const tls = {
  cert: readFileSync(path.join(fixtures, 'tls-test-only.crt'), 'utf8'),
  key: readFileSync(path.join(fixtures, 'tls-test-only.key'), 'utf8'),
};

/** Tries again as an import does, without waiting. */
export const retryAtOnce: RetryPolicy = {
  ...DEFAULT_RETRY_POLICY,
  sleep: async () => {},
};

export interface HubModelScript {
  readonly commit: string;
  /** Fields of the answer beside `sha` and `siblings`. */
  readonly info?: object;
  readonly files: Readonly<
    Record<string, { readonly bytes: Buffer; readonly isLfs?: boolean }>
  >;
  /** Branches and tags beside `main`. */
  readonly revisions?: readonly string[];
  /** Token without which nothing is told. */
  readonly token?: string;
  /** True where only those may read the files who have agreed to something: with the token `agreed`. */
  readonly isGated?: boolean;
}

export interface HubRequest {
  readonly server: 'hub' | 'store';
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
  readonly range?: string;
}

type Answer = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => boolean | void;

/**
 * A hub with the shapes of Hugging Face's API, and a store at another origin, with TLS, to which it redirects for large
 * files. Says no, breaks off or lies where a test wants it to.
 */
export class ScriptedHub {
  static async start(
    models: Readonly<Record<string, HubModelScript>>,
  ): Promise<ScriptedHub> {
    const hub = new ScriptedHub(models);
    hub.endpoint = `http://${await listen(hub.hub)}`;
    hub.storeHost = await listen(hub.store);
    return hub;
  }

  endpoint = '';
  storeHost = '';
  pageSize = 1_000;
  readonly seen: HubRequest[] = [];
  /** Asked first, of the hub and of the store; true where it has answered. */
  before: Answer = () => false;
  /** Connections to files that break after so many bytes each, in this order. */
  readonly breaks: number[] = [];
  /** True where the servers know no ranges. */
  ignoresRanges = false;

  private readonly hub: http.Server;
  private readonly store: https.Server;

  private constructor(
    private readonly models: Readonly<Record<string, HubModelScript>>,
  ) {
    this.hub = http.createServer((request, response) => {
      if (!this.note('hub', request, response)) this.answer(request, response);
    });
    this.store = https.createServer(tls, (request, response) => {
      if (!this.note('store', request, response))
        this.answerFromStore(request, response);
    });
  }

  /** Settings with which this hub can be read: its store is at no public address. */
  settings(token?: string): ImportSettings {
    return {
      hubs: [
        { endpoint: this.endpoint, ca: tls.cert, ...(token ? { token } : {}) },
      ],
      allowedHosts: [this.storeHost],
    };
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  }

  private note(
    server: HubRequest['server'],
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): boolean {
    const { method = '', url = '', headers } = request;
    this.seen.push({
      server,
      method,
      url,
      authorization: headers.authorization,
      range: headers.range,
    });
    return this.before(request, response) === true;
  }

  private answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const { pathname, searchParams } = new URL(
      request.url ?? '',
      this.endpoint,
    );
    const [, name, rest] =
      /^\/(?:api\/models\/)?([^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
    const model = this.models[name];
    const isAllowed =
      model &&
      (!model.token ||
        request.headers.authorization === `Bearer ${model.token}`);
    if (!isAllowed) {
      refuse(response, 401, 'RepoNotFound', 'Repository not found');
      return;
    }
    const [verb, encoded, ...segments] = rest.split('/');
    const isApi = pathname.startsWith('/api/');
    if (isApi && verb === 'auth-check') {
      if (this.hasAgreed(model, request)) response.end();
      else refuse(response, 403, 'GatedRepo', 'Access is restricted');
      return;
    }
    const revision = decodeURIComponent(encoded);
    const known = ['main', model.commit, ...(model.revisions ?? [])];
    if (!known.includes(revision)) {
      refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    } else if (isApi && verb === 'revision') {
      this.describe(name, model, response);
    } else if (isApi && verb === 'tree') {
      this.list(name, model, searchParams, response);
    } else {
      this.resolve(model, segments, request, response);
    }
  }

  private hasAgreed(
    { isGated }: HubModelScript,
    request: http.IncomingMessage,
  ): boolean {
    return !isGated || request.headers.authorization === 'Bearer agreed';
  }

  private describe(
    id: string,
    { commit, files, info }: HubModelScript,
    response: http.ServerResponse,
  ): void {
    answerJson(response, {
      _id: '65f0',
      id,
      modelId: id,
      sha: commit,
      private: false,
      gated: false,
      disabled: false,
      downloads: 7,
      tags: ['safetensors', 'license:apache-2.0'],
      siblings: Object.keys(files).map(rfilename => ({ rfilename })),
      ...info,
    });
  }

  private list(
    name: string,
    { files, commit }: HubModelScript,
    search: URLSearchParams,
    response: http.ServerResponse,
  ): void {
    const folders = new Set(
      Object.keys(files).flatMap(file =>
        file.includes('/') ? [file.slice(0, file.lastIndexOf('/'))] : [],
      ),
    );
    const entries: object[] = [
      ...[...folders].map(folder => ({
        type: 'directory',
        path: folder,
        size: 0,
        oid: gitBlob(Buffer.from(folder)),
      })),
      ...Object.entries(files).map(([file, { bytes, isLfs }]) => ({
        type: 'file',
        path: file,
        size: bytes.length,
        oid: gitBlob(isLfs ? Buffer.from('pointer') : bytes),
        ...(isLfs
          ? {
              lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 135 },
              xetHash: sha256(Buffer.from('xet')),
            }
          : {}),
      })),
    ];
    const from = Number(search.get('cursor') ?? 0);
    const to = from + this.pageSize;
    if (to < entries.length)
      response.setHeader(
        'link',
        `<${this.endpoint}/api/models/${name}/tree/${commit}?recursive=true&expand=false&cursor=${to}>; rel="next"`,
      );
    answerJson(response, entries.slice(from, to));
  }

  private resolve(
    model: HubModelScript,
    segments: readonly string[],
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    if (!this.hasAgreed(model, request)) {
      refuse(response, 403, 'GatedRepo', 'Access is restricted');
      return;
    }
    const file = model.files[segments.map(decodeURIComponent).join('/')];
    response.setHeader('x-repo-commit', model.commit);
    if (!file) {
      refuse(response, 404, 'EntryNotFound', 'Entry not found');
    } else if (file.isLfs) {
      const digest = sha256(file.bytes);
      response
        .writeHead(302, {
          location: `https://${this.storeHost}/xet/${digest}?X-Signature=secret`,
          'x-linked-size': String(file.bytes.length),
          'x-linked-etag': `"${digest}"`,
        })
        .end();
    } else {
      this.send(file.bytes, request, response);
    }
  }

  private answerFromStore(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const digest = /^\/xet\/([0-9a-f]{64})\?/.exec(request.url ?? '')?.[1];
    const found = Object.values(this.models)
      .flatMap(({ files }) => Object.values(files))
      .find(({ bytes }) => sha256(bytes) === digest);
    if (found) this.send(found.bytes, request, response);
    else response.writeHead(404).end();
  }

  private send(
    bytes: Buffer,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const start = this.ignoresRanges
      ? undefined
      : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const part = bytes.subarray(Number(start ?? 0));
    response.writeHead(start ? 206 : 200, {
      'content-length': part.length,
      'accept-ranges': 'bytes',
      ...(start
        ? {
            'content-range': `bytes ${start}-${bytes.length - 1}/${
              bytes.length
            }`,
          }
        : {}),
    });
    const breakAfter = this.breaks.shift();
    if (breakAfter === undefined) response.end(part);
    else response.write(part.subarray(0, breakAfter), () => response.destroy());
  }
}

/** Starts scripted hubs, and stops them after each test. */
export function useScriptedHubs() {
  const running: ScriptedHub[] = [];
  afterEach(async () => {
    for (const hub of running.splice(0)) await hub.stop();
  });
  return async function start(
    models: Readonly<Record<string, HubModelScript>>,
  ): Promise<ScriptedHub> {
    const hub = await ScriptedHub.start(models);
    running.push(hub);
    return hub;
  };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function gitBlob(bytes: Buffer): string {
  return createHash('sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

function answerJson(response: http.ServerResponse, content: object): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(content));
}

function refuse(
  response: http.ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-error-code': code,
      'x-error-message': message,
    })
    .end(JSON.stringify({ error: message }));
}

async function listen(server: http.Server | https.Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `127.0.0.1:${port}`;
}
