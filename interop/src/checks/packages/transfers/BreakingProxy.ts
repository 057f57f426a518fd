import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/** A TCP proxy on loopback that counts what passes, and cuts the line once when it is told to. */
export class BreakingProxy {
  readonly host: string;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #sentBytes = 0;
  #receivedBytes = 0;
  #breakAt = Infinity;
  #breaks = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param target - `127.0.0.1:40123` */
  static async start(target: string): Promise<BreakingProxy> {
    const [host, port] = target.split(':');
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const proxy = new BreakingProxy(server);
    server.on('connection', client =>
      proxy.#pass(client, connect({ host, port: Number(port) })),
    );
    return proxy;
  }

  /** What clients have sent through it. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** How often the line was cut. */
  get breaks(): number {
    return this.#breaks;
  }

  /** Cuts all connections, once, when clients have sent so many bytes more. */
  breakAfter(bytes: number): void {
    this.#breakAt = this.#sentBytes + bytes;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve =>
      this.#server.close(() => resolve()),
    );
    this.#cut();
    await closed;
  }

  #pass(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      this.#open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#open.delete(socket);
        other.destroy();
      });
    }
    client.on('data', chunk => {
      this.#sentBytes += chunk.length;
      if (this.#sentBytes >= this.#breakAt) {
        this.#breakAt = Infinity;
        this.#breaks += 1;
        this.#cut();
      }
    });
    server.on('data', chunk => {
      this.#receivedBytes += chunk.length;
    });
    client.pipe(server);
    server.pipe(client);
  }

  #cut(): void {
    for (const socket of this.#open) {
      socket.destroy();
    }
  }
}
