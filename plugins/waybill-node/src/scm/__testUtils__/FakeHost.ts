import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * JSON that a client under test has sent, or that a server has answered. Not typed on purpose: a double that expected our
 * types would only confirm them. A field that is not there breaks the double, and the test with it.
 */
export type WireJson = any;

/** A request, taken apart. */
export interface HostRequest {
  readonly method: string;
  /** Decoded segments behind the API's address. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  /** JSON, where it is some. */
  readonly body: WireJson;
}

export interface HostReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, bytes as they are. */
  readonly body?: unknown;
}

type Handler = (
  request: HostRequest,
  parameters: string[],
) => HostReply | Promise<HostReply>;

/** `GET /repos/:/:/git/trees/:`; `:` is a segment as it was encoded, `*` the rest. */
export type HostRoutes = Readonly<Record<string, Handler>>;

/** An answer in place of the next ones; `undefined` never answers. */
export type HostFault = HostReply | undefined;

/** A server that speaks the routes of one kind of Git host, and misbehaves on request. */
export class FakeHost {
  readonly requests: HostRequest[] = [];
  /** Done before the next request that writes is answered, once. */
  beforeNextWrite?: () => Promise<unknown>;
  private readonly faults: HostFault[] = [];
  private readonly server: Server;
  private readonly routes: { pattern: RegExp; handler: Handler }[];

  private constructor(routes: HostRoutes) {
    this.routes = Object.entries(routes).map(([key, handler]) => ({
      pattern: new RegExp(
        `^${key
          .replace(/[.$]/g, '\\$&')
          .replace(/\*/g, '(.*)')
          .replace(/:/g, '([^/]+)')}$`,
      ),
      handler,
    }));
    this.server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', chunk => chunks.push(chunk));
      incoming.on('end', async () => {
        const url = new URL(incoming.url!, 'http://host');
        const raw = Buffer.concat(chunks);
        const request: HostRequest = {
          method: incoming.method!,
          path: url.pathname,
          query: url.searchParams,
          headers: incoming.headers,
          raw,
          body: parseJson(raw),
        };
        this.requests.push(request);
        const reply = await this.answer(request);
        if (!reply) return;
        const { status = 200, headers, body } = reply;
        response.writeHead(status, {
          'content-type': 'application/json',
          ...headers,
        });
        response.end(
          Buffer.isBuffer(body) || typeof body === 'string'
            ? body
            : JSON.stringify(body),
        );
      });
    });
  }

  static async start(routes: HostRoutes): Promise<FakeHost> {
    const host = new FakeHost(routes);
    await new Promise<void>(resolve =>
      host.server.listen(0, '127.0.0.1', resolve),
    );
    return host;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** The next requests are answered so, whatever they ask for. */
  misbehave(...faults: HostFault[]): void {
    this.faults.push(...faults);
  }

  writes(): HostRequest[] {
    return this.requests.filter(({ method }) => method !== 'GET');
  }

  private async answer(request: HostRequest): Promise<HostReply | undefined> {
    if (this.faults.length > 0) return this.faults.shift();
    if (request.method !== 'GET') {
      const act = this.beforeNextWrite;
      this.beforeNextWrite = undefined;
      await act?.();
    }
    for (const { pattern, handler } of this.routes) {
      const match = pattern.exec(`${request.method} ${request.path}`);
      if (match) {
        return handler(request, match.slice(1).map(decodeURIComponent));
      }
    }
    return { status: 404, body: { message: 'Not Found' } };
  }
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}
