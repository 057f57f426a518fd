import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CountingProxy, kindOf } from './CountingProxy';

describe('CountingProxy', () => {
  it('passes on what is asked and answered, and says what it was', async () => {
    const registry = http.createServer((request, response) => {
      response.writeHead(request.url?.includes('referrers') ? 404 : 200);
      response.end(request.url);
    });
    await new Promise<void>(resolve =>
      registry.listen(0, '127.0.0.1', resolve),
    );
    const { port } = registry.address() as AddressInfo;
    const proxy = await CountingProxy.start(`127.0.0.1:${port}`);
    const url = `http://${proxy.host}/v2/a/b/manifests/sha256:abc`;
    expect(await (await fetch(url)).text()).toBe(
      '/v2/a/b/manifests/sha256:abc',
    );
    expect(
      (await fetch(`http://${proxy.host}/v2/a/b/referrers/sha256:abc`)).status,
    ).toBe(404);
    expect(proxy.take()).toEqual(['GET manifest 200', 'GET referrers 404']);
    expect(proxy.take()).toEqual([]);
    await proxy.stop();
    await new Promise(resolve => registry.close(resolve));
  });

  it.each([
    ['/v2/', '/v2/'],
    ['/v2/bench/signed/manifests/sha256-ab.sig', '.sig manifest'],
    ['/v2/bench/signed/manifests/sha256-ab', 'fallback tag'],
    ['/v2/bench/signed/blobs/sha256:ab', 'blob'],
    ['/v2/bench/signed/tags/list?n=1', 'tags'],
  ])('calls %s %s', (url, kind) => {
    expect(kindOf(url)).toBe(kind);
  });
});
