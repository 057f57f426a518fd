import { createServer, type AddressInfo, type Server } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { BreakingProxy } from './BreakingProxy';

describe('BreakingProxy', () => {
  let echo: Server;
  let proxy: BreakingProxy;

  beforeEach(async () => {
    echo = createServer(socket => {
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await BreakingProxy.start(
      `127.0.0.1:${(echo.address() as AddressInfo).port}`,
    );
  });

  afterEach(async () => {
    await proxy.stop();
    echo.close();
  });

  const dial = () => {
    const socket = connect(Number(proxy.host.split(':')[1]), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    return socket;
  };

  it('passes bytes both ways and counts them', async () => {
    const socket = dial();
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    expect([proxy.sentBytes, proxy.receivedBytes, proxy.breaks]).toEqual([
      5, 5, 0,
    ]);
    socket.destroy();
  });

  it('cuts the line once it has passed so much, and no more after that', async () => {
    proxy.breakAfter(3);
    const first = dial();
    first.write('four');
    await once(first, 'close');
    expect(proxy.breaks).toBe(1);
    const second = dial();
    second.write('again');
    expect(String((await once(second, 'data'))[0])).toBe('again');
    expect(proxy.breaks).toBe(1);
    second.destroy();
  });
});
