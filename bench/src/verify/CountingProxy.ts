import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whoever asks for this puts a mark between what was asked before and after. */
export const MARK_PATH = '/bench/mark';
export const MARK = 'mark';

/** Passes requests on to a registry and keeps a list of them. Not for times: it takes some itself. */
export class CountingProxy {
  static async start(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(target);
    await new Promise<void>(resolve =>
      proxy.#server.listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  readonly #server: http.Server;
  readonly #target: string;
  #seen: string[] = [];

  private constructor(target: string) {
    this.#target = target;
    this.#server = http.createServer((request, response) => {
      this.#pass(request, response);
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked since the last time, as `GET referrers 404`. */
  take(): string[] {
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    if (url === MARK_PATH) {
      this.#seen.push(MARK);
      response.end();
      return;
    }
    const [host, port] = this.#target.split(':');
    const forward = http.request(
      { host, port, method, path: url, headers },
      answer => {
        this.#seen.push(`${method} ${kindOf(url)} ${answer.statusCode}`);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forward.on('error', () => response.destroy());
    request.pipe(forward);
  }
}

/** `/v2/bench/signed/manifests/sha256-….sig` is a `.sig manifest`. */
export function kindOf(url: string): string {
  const [, kind, last] =
    /\/(manifests|blobs|referrers|tags)\/([^/?]*)/.exec(url) ?? [];
  switch (kind) {
    case undefined:
      return url;
    case 'manifests':
      if (last.startsWith('sha256:')) return 'manifest';
      return /\.[a-z]+$/.test(last)
        ? `${last.slice(last.lastIndexOf('.'))} manifest`
        : 'fallback tag';
    case 'blobs':
      return 'blob';
    default:
      return kind;
  }
}
