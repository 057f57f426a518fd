import net, { type AddressInfo, type Socket } from 'node:net';
import { HttpRegistryClient } from './HttpRegistryClient';
import { retryAtOnce } from './__testUtils__/ScriptedRegistry';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const TAGS = '{"tags":["1.0.0"]}';

/** A server that writes what a test says, byte for byte, and counts who connects. */
async function serve(answerTo: (method: string) => string) {
  const sockets: Socket[] = [];
  const server = net.createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', data => {
      for (const [, method] of data.toString().matchAll(/^([A-Z]+) \//gm))
        socket.write(answerTo(method));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    client: new HttpRegistryClient([{ host, plainHttp: true }], retryAtOnce),
    repository: { host, path: 'models/iris' },
    connections: () => sockets.length,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const head = (length: number) =>
  [
    'HTTP/1.1 200 OK',
    'Content-Type: application/vnd.oci.image.manifest.v1+json',
    `Docker-Content-Digest: ${DIGEST}`,
    `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n');

describe('HEAD requests', () => {
  it('leave the connection open', async () => {
    const server = await serve(method =>
      method === 'HEAD' ? head(2) : `${head(TAGS.length)}${TAGS}`,
    );
    for (let index = 0; index < 5; index++) {
      await server.client.resolve(server.repository, DIGEST);
      await server.client.listTags(server.repository);
    }
    expect(server.connections()).toBeLessThanOrEqual(2);
    await server.stop();
  });

  it('that are answered with a body cost no more than the connection', async () => {
    const server = await serve(() => `${head(TAGS.length)}${TAGS}`);
    for (let index = 0; index < 5; index++) {
      expect(
        await server.client.resolve(server.repository, DIGEST),
      ).toMatchObject({ digest: DIGEST, size: TAGS.length });
      expect(await server.client.listTags(server.repository)).toEqual([
        '1.0.0',
      ]);
    }
    await server.stop();
  });
});
