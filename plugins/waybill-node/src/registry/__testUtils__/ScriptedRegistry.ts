import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { HttpRegistryClient } from '../HttpRegistryClient';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../retry';
import type { RegistrySettings } from '../settings';
import type { TimeLimits } from '../TimeLimits';

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

/** Tries again as the client does, without waiting. */
export const retryAtOnce: RetryPolicy = {
  ...DEFAULT_RETRY_POLICY,
  sleep: async () => {},
};

/** A registry that behaves as a test says. */
export class ScriptedRegistry {
  static async start(
    handler: Handler,
    tls?: https.ServerOptions,
  ): Promise<ScriptedRegistry> {
    const registry = new ScriptedRegistry(handler, tls);
    await new Promise<void>(resolve =>
      registry.server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = registry.server.address() as AddressInfo;
    registry.host = `127.0.0.1:${port}`;
    return registry;
  }

  readonly seen: SeenRequest[] = [];
  host = '';
  private readonly server: http.Server | https.Server;

  private constructor(handler: Handler, tls?: https.ServerOptions) {
    const listener = (
      request: http.IncomingMessage,
      response: http.ServerResponse,
    ) => {
      this.seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
      });
      handler(request, response, this.seen);
    };
    this.server = tls
      ? https.createServer(tls, listener)
      : http.createServer(listener);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

/** Starts scripted registries with a client each, and stops them after each test. */
export function useScriptedRegistries() {
  const running: ScriptedRegistry[] = [];
  afterEach(async () => {
    for (const registry of running.splice(0)) await registry.stop();
  });
  return async function start(
    handler: Handler,
    options: Partial<RegistrySettings> & {
      readonly tls?: https.ServerOptions;
      readonly retryPolicy?: RetryPolicy;
      readonly limits?: TimeLimits;
    } = {},
  ) {
    const { tls, limits, retryPolicy = retryAtOnce, ...settings } = options;
    const scripted = await ScriptedRegistry.start(handler, tls);
    running.push(scripted);
    const { host } = scripted;
    return {
      scripted,
      client: new HttpRegistryClient(
        [{ host, plainHttp: !tls, ...settings }],
        retryPolicy,
        limits,
      ),
      repository: { host, path: 'models/iris' },
    };
  };
}
