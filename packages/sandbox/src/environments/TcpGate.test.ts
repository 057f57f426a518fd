import { createServer, type Server } from 'node:http';
import { listenOnLoopback, type Listening } from '../http';
import { TcpGate } from './TcpGate';

describe('TcpGate', () => {
  let server: Server;
  let target: Listening;
  let gate: TcpGate;
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/stream') response.write('begun');
      else response.end('hello');
    });
    target = await listenOnLoopback(server, { port: 0, what: 'dev' });
    gate = new TcpGate({ port: 0, targetPort: target.port, what: 'dev' });
    await gate.open();
  });
  afterEach(async () => {
    await gate.close();
    await target.stop();
  });

  const read = async () =>
    (await fetch(`http://127.0.0.1:${gate.port}/`)).text();

  it('leads to the server, refuses while it is closed, and opens on the same port', async () => {
    expect(await read()).toBe('hello');
    const { port } = gate;
    await gate.close();
    await expect(read()).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    await gate.open();
    expect(gate.port).toBe(port);
    expect(await read()).toBe('hello');
  });

  it('cuts what is on its way', async () => {
    const response = await fetch(`http://127.0.0.1:${gate.port}/stream`);
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('begun');
    const rest = reader.read();
    await gate.close();
    await expect(rest).rejects.toThrow();
  });

  it('names a busy port', async () => {
    const second = new TcpGate({
      port: gate.port,
      targetPort: target.port,
      what: 'dev',
    });
    await expect(second.open()).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringContaining('--port-dev'),
    });
  });
});
