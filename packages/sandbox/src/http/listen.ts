import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxError } from '../errors';

/** A server on loopback, with what is needed to name it and to end it. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Listens on loopback only: the sandbox has no business on a network.
 *
 * @param what - names the server in an error, and in the option with which to choose another port
 */
export async function listenOnLoopback(
  server: Server,
  options: { port: number; what: string },
): Promise<Listening> {
  const { port: wanted, what } = options;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(describeListenError(error, wanted, what)),
    );
    server.listen({ host: '127.0.0.1', port: wanted }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return { host, port, url: `http://${host}`, stop: () => closeServer(server) };
}

/** @param what - as of {@link listenOnLoopback} */
export function describeListenError(
  error: NodeJS.ErrnoException,
  port: number,
  what: string,
): Error {
  const choose = `choose another with --port-${what} <number>, or stop what listens there`;
  if (error.code === 'EADDRINUSE') {
    return new SandboxError({
      code: 'PORT_BUSY',
      message: `port ${port} for the sandbox's ${what} is in use: ${choose}`,
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new SandboxError({
      code: 'PORT_REFUSED',
      message: `port ${port} for the sandbox's ${what} may not be opened by this user: ${choose}`,
      cause: error,
    });
  }
  return error;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>(resolve => {
    server.close(() => resolve());
    // Without this a client that keeps its connection alive holds the process for ever.
    server.closeAllConnections();
  });
}
