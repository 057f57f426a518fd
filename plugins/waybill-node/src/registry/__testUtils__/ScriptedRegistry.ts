import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** How to answer one request; called in the order in which requests come. */
export type Handler = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  seen: readonly SeenRequest[],
) => void;

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
}

/** A registry that behaves as a test says. */
export class ScriptedRegistry {
  static async start(handler: Handler): Promise<ScriptedRegistry> {
    const registry = new ScriptedRegistry(handler);
    await new Promise<void>(resolve =>
      registry.server.listen(0, '127.0.0.1', resolve),
    );
    return registry;
  }

  readonly seen: SeenRequest[] = [];
  private readonly server: http.Server;

  private constructor(handler: Handler) {
    this.server = http.createServer((request, response) => {
      this.seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
      });
      handler(request, response, this.seen);
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
