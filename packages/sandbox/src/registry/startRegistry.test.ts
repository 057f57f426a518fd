import { promises as fs } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { startRegistry } from './startRegistry';
import { TestRegistry, sha } from './TestRegistry';

async function sendRaw(
  url: string,
  rawPath: string,
): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    http
      .get({ hostname, port, path: rawPath }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

describe('startRegistry', () => {
  let registry: TestRegistry;
  afterEach(() => registry.stop());

  it('answers the ping and sends to the paths with a slash', async () => {
    registry = await TestRegistry.start();
    const ping = await registry.send('GET', '/v2/');
    expect([
      ping.status,
      ping.text,
      ping.headers.get('docker-distribution-api-version'),
    ]).toEqual([200, '{}', 'registry/2.0']);
    expect((await registry.send('GET', '/v2')).headers.get('location')).toBe(
      '/v2/',
    );
    expect(
      (await registry.send('POST', '/v2/a/blobs/uploads?x=y')).headers.get(
        'location',
      ),
    ).toBe('/v2/a/blobs/uploads/?x=y');
    expect((await registry.send('PUT', '/v2/')).headers.get('allow')).toBe(
      'GET, HEAD',
    );
  });

  it('keeps everything over a restart', async () => {
    registry = await TestRegistry.start();
    const manifest = await registry.prepareManifest('models/iris');
    await registry.putManifest('models/iris', '1.0.0', manifest);
    await registry.restart();
    expect(
      (await registry.send('GET', '/v2/models/iris/manifests/1.0.0')).text,
    ).toBe(manifest);
    expect(
      (await registry.send('GET', `/v2/models/iris/blobs/${sha('layer')}`))
        .text,
    ).toBe('layer');
  });

  it('asks for the password where it has one', async () => {
    registry = await TestRegistry.start({
      auth: { username: 'waybill', password: 'right' },
    });
    const basic = (text: string) => ({
      Authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });
    const refused = await registry.send('GET', '/v2/');
    expect([refused.status, refused.codes]).toEqual([401, ['UNAUTHORIZED']]);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    for (const text of ['waybill:wrong', 'other:right', 'waybill']) {
      expect(
        (await registry.send('GET', '/v2/', { headers: basic(text) })).status,
      ).toBe(401);
    }
    expect(
      (await registry.send('GET', '/v2/', { headers: basic('waybill:right') }))
        .status,
    ).toBe(200);
  });

  it('is down while it is told to be', async () => {
    registry = await TestRegistry.start();
    registry.setUnavailable(true);
    const down = await registry.send('GET', '/v2/');
    expect([down.status, down.codes]).toEqual([503, ['UNAVAILABLE']]);
    registry.setUnavailable(false);
    expect((await registry.send('GET', '/v2/')).status).toBe(200);
  });

  it('names a busy port and how to choose another', async () => {
    registry = await TestRegistry.start();
    await expect(
      startRegistry({ dir: registry.dir, port: registry.port }),
    ).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: `port ${registry.port} for the sandbox's registry is in use: choose another with --port-registry <number>, or stop what listens there`,
    });
  });

  it('does not leave its folder', async () => {
    registry = await TestRegistry.start();
    await fs.writeFile(path.join(registry.dir, 'secret'), 'secret');
    for (const target of [
      '/v2/../secret',
      '/v2/a/../../secret/blobs/x',
      '/v2/%2e%2e%2f%2e%2e/manifests/secret',
      '/v2/a/manifests/..%2f..%2f..%2fsecret',
      '/v2/a/blobs/uploads/%2e%2e',
    ]) {
      expect(await sendRaw(registry.url, target)).toBe(404);
    }
  });

  it('clears unfinished files and abandoned uploads at start', async () => {
    registry = await TestRegistry.start();
    const location = await registry.startUpload('models/iris');
    const fresh = await registry.startUpload('models/iris');
    const id = location.split('/').pop()!;
    const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    await fs.utimes(
      path.join(registry.dir, 'uploads', id, 'data'),
      longAgo,
      longAgo,
    );
    await fs.writeFile(path.join(registry.dir, 'temporary', 'half'), 'x');
    await registry.restart();
    expect(await fs.readdir(path.join(registry.dir, 'temporary'))).toEqual([]);
    expect((await registry.send('GET', location)).status).toBe(404);
    expect((await registry.send('GET', fresh)).status).toBe(204);
  });
});
