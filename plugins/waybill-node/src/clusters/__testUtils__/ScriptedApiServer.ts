import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Answers one request. */
export type Answer = (
  req: http.IncomingMessage,
  res: http.ServerResponse,
) => void;

export const TLS = {
  cert: readFileSync(path.join(__dirname, '../__fixtures__/tls-test-only.crt')),
  key: readFileSync(path.join(__dirname, '../__fixtures__/tls-test-only.key')),
};

export const pod = (name: string, resourceVersion: string) => ({
  metadata: { name, namespace: 'models', uid: `uid-${name}`, resourceVersion },
});

export const list =
  (items: object[], resourceVersion: string, continueToken?: string): Answer =>
  (_req, res) =>
    res.end(
      JSON.stringify({
        kind: 'PodList',
        metadata: { resourceVersion, continue: continueToken },
        items,
      }),
    );

export const status =
  (code: number, message: string): Answer =>
  (_req, res) => {
    res.statusCode = code;
    res.end(JSON.stringify({ kind: 'Status', code, message }));
  };

export const lines = (events: object[]) =>
  events.map(event => `${JSON.stringify(event)}\n`).join('');

/** Sends the events and leaves the stream open. */
export const watchOpen =
  (...events: object[]): Answer =>
  (_req, res) => {
    res.flushHeaders();
    res.write(lines(events));
  };

export const watchThenClose =
  (...events: object[]): Answer =>
  (_req, res) =>
    res.end(lines(events));

export const watchThenDrop =
  (...events: object[]): Answer =>
  (_req, res) => {
    res.flushHeaders();
    res.write(lines(events), () => setImmediate(() => res.destroy()));
  };

/** Answers lists and watches, each from its own script; the last answer of a script is repeated. */
export class ScriptedApiServer {
  readonly requests: { url: URL; authorization?: string }[] = [];
  readonly #server: http.Server;
  readonly #scripts: { list: Answer[]; watch: Answer[]; log: Answer[] };

  constructor(
    scripts: { list?: Answer[]; watch?: Answer[]; log?: Answer[] },
    tls = false,
  ) {
    this.#scripts = { list: [], watch: [], log: [], ...scripts };
    const handler = this.#handle.bind(this);
    this.#server = tls
      ? https.createServer(TLS, handler)
      : http.createServer(handler);
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    const scheme = this.#server instanceof https.Server ? 'https' : 'http';
    return `${scheme}://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  watches(): URL[] {
    return this.requests
      .map(({ url }) => url)
      .filter(url => url.searchParams.has('watch'));
  }

  lists(): URL[] {
    return this.requests
      .map(({ url }) => url)
      .filter(url => url.searchParams.has('limit'));
  }

  #handle(req: http.IncomingMessage, res: http.ServerResponse): void {
    const url = new URL(req.url ?? '/', 'http://api');
    this.requests.push({ url, authorization: req.headers.authorization });
    const script = this.#scripts[scriptFor(url)];
    const answer = script.length > 1 ? script.shift() : script[0];
    (answer ?? status(500, 'not in the script'))(req, res);
  }
}

function scriptFor(url: URL): 'watch' | 'list' | 'log' {
  if (url.pathname.endsWith('/log')) {
    return 'log';
  }
  return url.searchParams.has('watch') ? 'watch' : 'list';
}
