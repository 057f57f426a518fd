import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../registry/retry';

/** A request as a service of signing sees it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** How to answer one request. */
export type ServiceHandler = (
  request: SeenRequest,
  response: http.ServerResponse,
  seen: readonly SeenRequest[],
) => void | Promise<void>;

/** Tries again as the client does, without waiting. */
export const retryAtOnce: RetryPolicy = {
  ...DEFAULT_RETRY_POLICY,
  sleep: async () => {},
};

/** A service on this machine that behaves as a test says. */
export class ScriptedService {
  static async start(handler: ServiceHandler): Promise<ScriptedService> {
    const service = new ScriptedService(handler);
    await new Promise<void>(resolve =>
      service.#server.listen(0, '127.0.0.1', resolve),
    );
    return service;
  }

  readonly seen: SeenRequest[] = [];
  readonly #server: http.Server;

  private constructor(handler: ServiceHandler) {
    this.#server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      this.seen.push(seen);
      await handler(seen, response, this.seen);
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}

export function answerJson(
  response: http.ServerResponse,
  status: number,
  body: unknown,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
