import net from 'node:net';
import { describeListenError } from '../http';

/**
 * A port that leads to another one while it is open and refuses connections while it is closed: how a server looks
 * whose machine is gone, without stopping the server.
 */
export class TcpGate {
  readonly #sockets = new Set<net.Socket>();
  readonly #targetPort: number;
  #server: net.Server | undefined;
  #port: number;

  constructor(options: { port: number; targetPort: number; what: string }) {
    this.#port = options.port;
    this.#targetPort = options.targetPort;
    this.what = options.what;
  }

  readonly what: string;

  /** The port that clients use; known once it has been open. */
  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = net.createServer(client => this.#connect(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', error =>
        reject(describeListenError(error, this.#port, this.what)),
      );
      server.listen({ host: '127.0.0.1', port: this.#port }, resolve);
    });
    this.#port = (server.address() as net.AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>(resolve => {
      server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #connect(client: net.Socket): void {
    const target = net.connect({ host: '127.0.0.1', port: this.#targetPort });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(target);
    target.pipe(client);
  }
}
