import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { startRegistry, type RunningRegistry } from '@waybill/sandbox';
import { HttpRegistryClient } from './HttpRegistryClient';
import { describeBytes, readAll } from './__testUtils__/images';
import { ScriptedUploads, breakFirst } from './__testUtils__/ScriptedUploads';
import {
  retryAtOnce,
  useScriptedRegistries,
} from './__testUtils__/ScriptedRegistry';

const MIB = 1024 * 1024;
const content = randomBytes(256 * 1024);
const layer = describeBytes(MediaType.imageLayerTar, content);

/** Bytes as a file gives them, and how often they were asked for. */
function openable(bytes: Buffer) {
  let opened = 0;
  return {
    open: () => {
      opened += 1;
      return Readable.from(cut(bytes, 64 * 1024));
    },
    count: () => opened,
  };
}

function* cut(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size)
    yield bytes.subarray(at, at + size);
}

describe('uploadBlob', () => {
  const start = useScriptedRegistries();

  describe('when the connection breaks', () => {
    it('goes on where the registry kept the bytes', async () => {
      const uploads = new ScriptedUploads({ put: breakFirst(100_000) });
      const { client, repository } = await start(uploads.handle);
      const { open, count } = openable(content);
      const progress: number[] = [];
      await client.pushBlob(repository, layer, open, {
        onProgress: ({ transferredBytes }) => progress.push(transferredBytes),
      });
      expect(uploads.received.equals(content)).toBe(true);
      expect(uploads.sessions).toBe(1);
      expect(count()).toBe(2);
      expect(uploads.ranges).toEqual([
        undefined,
        expect.stringMatching(/^[1-9]\d{4,5}-262143$/),
      ]);
      expect(progress.at(-1)).toBe(content.length);
    });

    it('sends nothing more when the registry has it all', async () => {
      const uploads = new ScriptedUploads({ put: breakFirst(content.length) });
      const { client, repository } = await start(uploads.handle);
      await client.pushBlob(repository, layer, openable(content).open);
      expect(uploads.received.equals(content)).toBe(true);
      expect(uploads.ranges).toEqual([undefined, undefined]);
    });

    it.each([
      [
        'forgot the session',
        (_: ScriptedUploads, response: ServerResponse) =>
          response.writeHead(404).end(),
      ],
      [
        'has nothing of it',
        (_: ScriptedUploads, response: ServerResponse) =>
          response.writeHead(204, { location: '/v2/x', range: '0-0' }).end(),
      ],
      [
        'says that it has more than there is',
        (_: ScriptedUploads, response: ServerResponse) =>
          response
            .writeHead(204, { location: '/v2/x', range: '0-9999999' })
            .end(),
      ],
      [
        'breaks off again',
        (_: ScriptedUploads, response: ServerResponse) => response.destroy(),
      ],
    ])('begins anew where the registry %s', async (_, state) => {
      const uploads = new ScriptedUploads({ put: breakFirst(100_000), state });
      const { client, repository } = await start(uploads.handle);
      const { open, count } = openable(content);
      await client.pushBlob(repository, layer, open);
      expect(uploads.received.equals(content)).toBe(true);
      expect({ sessions: uploads.sessions, opened: count() }).toEqual({
        sessions: 2,
        opened: 2,
      });
    });

    it('asks again how far it is where the rest is refused', async () => {
      const first = breakFirst(100_000);
      let isRefused = false;
      const uploads = new ScriptedUploads({
        put: async (its, request, response) => {
          if (await first(its, request)) return true;
          if (isRefused) return false;
          isRefused = true;
          its.take(content.subarray(its.size, its.size + 5_000));
          request.resume().on('end', () => response.writeHead(416).end());
          return true;
        },
      });
      const { client, repository } = await start(uploads.handle);
      await client.pushBlob(repository, layer, openable(content).open);
      expect(uploads.received.equals(content)).toBe(true);
      expect({ isRefused, sessions: uploads.sessions }).toEqual({
        isRefused: true,
        sessions: 1,
      });
    });

    it('begins anew where the registry refuses the rest', async () => {
      const first = breakFirst(100_000);
      const uploads = new ScriptedUploads({
        put: async (its, request, response) => {
          if (await first(its, request)) return true;
          if (!request.headers['content-range']) return false;
          request.resume().on('end', () => response.writeHead(416).end());
          return true;
        },
      });
      const { client, repository } = await start(uploads.handle);
      await client.pushBlob(repository, layer, openable(content).open);
      expect(uploads.received.equals(content)).toBe(true);
      expect(uploads.sessions).toBe(2);
    });

    it('gives up after some attempts', async () => {
      const uploads = new ScriptedUploads({
        put: (_, request) => Boolean(request.socket.destroy()),
      });
      const { client, repository } = await start(uploads.handle);
      await expect(
        client.pushBlob(repository, layer, openable(content).open),
      ).rejects.toMatchObject({ code: 'UNREACHABLE' });
      expect(uploads.sessions).toBe(retryAtOnce.attempts);
    });
  });

  describe('when a proxy finds the request too large', () => {
    const large = randomBytes(18 * MIB);
    const largeLayer = describeBytes(MediaType.imageLayerTar, large);
    const refuseOver = (limit: number) => ({
      put: (
        _: ScriptedUploads,
        request: IncomingMessage,
        response: ServerResponse,
      ) => {
        if (Number(request.headers['content-length']) <= limit) return false;
        // as nginx does: what the client still sends is read and thrown away
        request.resume();
        response.writeHead(413).end('<html>');
        return true;
      },
    });

    it('sends it in chunks', async () => {
      const uploads = new ScriptedUploads(refuseOver(10 * MIB));
      const { client, repository } = await start(uploads.handle);
      await client.pushBlob(repository, largeLayer, openable(large).open);
      expect(uploads.received.equals(large)).toBe(true);
      expect(uploads.ranges).toEqual([
        undefined,
        `0-${8 * MIB - 1}`,
        `${8 * MIB}-${16 * MIB - 1}`,
        `${16 * MIB}-${18 * MIB - 1}`,
        undefined,
      ]);
    });

    it('sends chunks that are as large as the registry asks', async () => {
      const uploads = new ScriptedUploads({
        ...refuseOver(17 * MIB),
        headers: { 'oci-chunk-min-length': String(12 * MIB) },
      });
      const { client, repository } = await start(uploads.handle);
      await client.pushBlob(repository, largeLayer, openable(large).open);
      expect(uploads.received.equals(large)).toBe(true);
      expect(uploads.ranges.slice(1, 3)).toEqual([
        `0-${12 * MIB - 1}`,
        `${12 * MIB}-${18 * MIB - 1}`,
      ]);
    });

    it('says so when even that is too large', async () => {
      const uploads = new ScriptedUploads(refuseOver(1 * MIB));
      const { client, repository } = await start(uploads.handle);
      await expect(
        client.pushBlob(repository, largeLayer, openable(large).open),
      ).rejects.toMatchObject({ code: 'REFUSED', status: 413 });
    });
  });

  it('asks for the rights to both repositories when it mounts', async () => {
    const uploads = new ScriptedUploads({
      post: (request, response) => {
        if (request.headers.authorization) return false;
        response.writeHead(401, {
          'www-authenticate': `Bearer realm="http://${request.headers.host}/token"`,
        });
        response.end();
        return true;
      },
    });
    const { client, repository, scripted } = await start((request, response) =>
      request.url?.startsWith('/token')
        ? response.end(JSON.stringify({ token: 't' }))
        : uploads.handle(request, response),
    );
    await client.pushBlob(repository, layer, openable(content).open, {
      mountFrom: 'models/base',
    });
    const urls = scripted.seen.map(({ url }) => url);
    expect(urls).toContain(
      `/token?scope=${encodeURIComponent(
        'repository:models/iris:pull,push',
      )}&scope=${encodeURIComponent('repository:models/base:pull')}`,
    );
    expect(urls).toContain(
      `/v2/models/iris/blobs/uploads/?mount=${encodeURIComponent(
        layer.digest,
      )}&from=models%2Fbase`,
    );
    expect(uploads.received.equals(content)).toBe(true);
  });

  it('sends the bytes of models to no other host in the clear', async () => {
    const eavesdropper = await start((_, response) => response.end());
    const { client, repository } = await start((request, response) => {
      const location = `http://${eavesdropper.scripted.host}/upload`;
      if (request.method === 'HEAD') response.writeHead(404).end();
      else response.writeHead(202, { location }).end();
    });
    await expect(
      client.pushBlob(repository, layer, openable(content).open),
    ).rejects.toMatchObject({ code: 'INVALID_ANSWER' });
    expect(eavesdropper.scripted.seen).toEqual([]);
  });

  it('says so when the registry does not say where to send the bytes', async () => {
    const { client, repository } = await start((request, response) =>
      response.writeHead(request.method === 'HEAD' ? 404 : 202).end(),
    );
    await expect(
      client.pushBlob(repository, layer, openable(content).open),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('Location'),
    });
  });

  it('tells why the bytes could not be read, not that the connection broke', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository } = await start((request, response) => {
      uploads.handle(request, response).catch(() => {});
    });
    const failing = () =>
      new Readable({
        read() {
          this.destroy(new Error('model.bin changed'));
        },
      });
    await expect(client.pushBlob(repository, layer, failing)).rejects.toThrow(
      'model.bin changed',
    );
    expect(uploads.sessions).toBe(1);
  });

  it('stops in the middle when it is told to, and closes the file', async () => {
    const controller = new AbortController();
    const uploads = new ScriptedUploads({
      put: (_, request) => {
        request.once('data', () =>
          controller.abort(new Error('cancelled by the user')),
        );
        return true;
      },
    });
    const { client, repository } = await start(uploads.handle);
    const source = Readable.from(cut(content, 1024));
    const closed = new Promise(resolve => source.once('close', resolve));
    await expect(
      client.pushBlob(repository, layer, () => source, {
        signal: controller.signal,
      }),
    ).rejects.toThrow('cancelled by the user');
    await closed;
  });

  describe('to the registry of the sandbox, over a line that breaks once', () => {
    let dir: string;
    let registry: RunningRegistry;

    beforeAll(async () => {
      dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-registry-'));
      registry = await startRegistry({ dir, port: 0 });
    });
    afterAll(async () => {
      await registry.stop();
      await rm(dir, { recursive: true, force: true });
    });

    it('arrives whole', async () => {
      const large = randomBytes(6 * MIB);
      const largeLayer = describeBytes(MediaType.imageLayerTar, large);
      const line = await startBreakingLine(registry.host, 3 * MIB);
      try {
        const repository = { host: line.host, path: 'models/iris' };
        const client = new HttpRegistryClient(
          [{ host: line.host, plainHttp: true }],
          retryAtOnce,
        );
        await client.pushBlob(repository, largeLayer, openable(large).open);
        expect(line.breaks()).toBe(1);
        const stream = await client.fetchBlob(repository, largeLayer);
        expect((await readAll(stream)).equals(large)).toBe(true);
      } finally {
        await line.stop();
      }
    });
  });
});

/** A line to another host that breaks, once, after so many bytes were sent over one connection. */
async function startBreakingLine(to: string, afterBytes: number) {
  let breaks = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer(near => {
    const far = net.connect(Number(to.split(':')[1]), '127.0.0.1');
    let sent = 0;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', chunk => {
      sent += chunk.length;
      far.write(chunk);
      if (sent < afterBytes || breaks > 0) return;
      breaks += 1;
      near.destroy();
    });
    far.pipe(near);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    breaks: () => breaks,
    stop: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    },
  };
}
