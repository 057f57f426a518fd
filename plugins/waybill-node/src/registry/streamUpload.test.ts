import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { readerOf, type ByteReader } from './ByteReader';
import { unreachableError } from './errors';
import { RegistryHttp, type ApiRequest } from './RegistryHttp';
import { describeBytes } from './__testUtils__/images';
import { ScriptedUploads, breakFirst } from './__testUtils__/ScriptedUploads';
import { useScriptedRegistries } from './__testUtils__/ScriptedRegistry';

const content = randomBytes(6 * 1024 * 1024 + 3);
const descriptor = describeBytes(MediaType.imageLayerTar, content);

/** The bytes, and how often they were read from the start. */
function contentOf(bytes: Buffer, open?: () => ByteReader) {
  let opened = 0;
  return {
    count: () => opened,
    content: {
      mediaType: MediaType.imageLayerTar,
      sizeBytes: bytes.length,
      open: () => {
        opened += 1;
        return open?.() ?? readerOf(Readable.from([bytes]));
      },
    },
  };
}

describe('pushStream', () => {
  const start = useScriptedRegistries();

  it('reads once, and names the digest at the end', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository, scripted } = await start(uploads.handle);
    const { content: given, count } = contentOf(content);
    expect(await client.pushStream(repository, given)).toEqual(descriptor);
    expect(uploads.received.equals(content)).toBe(true);
    expect(count()).toBe(1);
    expect(scripted.seen.map(({ method }) => method)).toEqual([
      'POST',
      'PATCH',
      'PUT',
    ]);
    expect(scripted.seen[2].url).toContain(
      `digest=${encodeURIComponent(descriptor.digest)}`,
    );
  });

  it('keeps the bytes that it sends whole while a slow registry takes them', async () => {
    const uploads = new ScriptedUploads({
      put: async (its, request, response) => {
        if (request.method !== 'PATCH') return false;
        for await (const chunk of request) {
          its.take(chunk);
          await new Promise(resolve => setImmediate(resolve));
        }
        response.writeHead(202, { location: '/v2/x/blobs/uploads/1' }).end();
        return true;
      },
    });
    const { client, repository } = await start(uploads.handle);
    await client.pushStream(repository, contentOf(content).content);
    expect(uploads.received.equals(content)).toBe(true);
  });

  it('goes on where the registry kept the bytes, with the digest of all', async () => {
    const uploads = new ScriptedUploads({ put: breakFirst(3_000_000) });
    const { client, repository } = await start(uploads.handle);
    const { content: given, count } = contentOf(content);
    expect(await client.pushStream(repository, given)).toEqual(descriptor);
    expect(uploads.received.equals(content)).toBe(true);
    expect({ sessions: uploads.sessions, opened: count() }).toEqual({
      sessions: 1,
      opened: 2,
    });
  });

  it('takes what broke the request for no fault of the source', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository } = await start(uploads.handle);
    const send = RegistryHttp.prototype.fetchHeadOnce;
    let isBroken = false;
    jest
      .spyOn(RegistryHttp.prototype, 'fetchHeadOnce')
      .mockImplementation(async function breakOnce(
        this: RegistryHttp,
        api: ApiRequest,
      ) {
        const body = api.body?.();
        if (isBroken || !(body instanceof Readable))
          return send.call(this, api);
        isBroken = true;
        // as an HTTP library ends a body whose connection is gone
        await once(body, 'readable');
        body.read();
        body.on('error', () => {});
        body.destroy(new Error('read ECONNRESET'));
        await once(body, 'close').catch(() => {});
        throw unreachableError({
          method: 'PATCH',
          url: new URL('http://registry.test/v2/'),
          host: 'registry.test',
          cause: new Error('read ECONNRESET'),
        });
      });
    try {
      expect(
        await client.pushStream(repository, contentOf(content).content),
      ).toEqual(descriptor);
      expect(isBroken).toBe(true);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it.each([
    [1, 1],
    [3, 2],
  ])(
    'asks again how far it is where the rest is refused (%d times: %d sessions)',
    async (refusals, sessions) => {
      const first = breakFirst(3_000_000);
      let refused = 0;
      const uploads = new ScriptedUploads({
        put: async (its, request, response) => {
          if (await first(its, request)) return true;
          const isRest =
            request.method === 'PATCH' && request.headers['content-range'];
          if (!isRest || refused === refusals) return false;
          refused += 1;
          // what was still on its way when it was asked
          if (refused === 1) its.take(content.subarray(its.size, 3_500_000));
          request.resume().on('end', () => response.writeHead(416).end());
          return true;
        },
      });
      const { client, repository } = await start(uploads.handle);
      expect(
        await client.pushStream(repository, contentOf(content).content),
      ).toEqual(descriptor);
      expect(uploads.received.equals(content)).toBe(true);
      expect({ refused, sessions: uploads.sessions }).toEqual({
        refused: refusals,
        sessions,
      });
    },
  );

  it('begins anew where the registry forgot the session', async () => {
    const uploads = new ScriptedUploads({
      put: breakFirst(3_000_000),
      state: (_, response) => response.writeHead(404).end(),
    });
    const { client, repository } = await start(uploads.handle);
    expect(
      await client.pushStream(repository, contentOf(content).content),
    ).toEqual(descriptor);
    expect(uploads.sessions).toBe(2);
  });

  it.each([400, 404, 405, 411, 413, 416, 501])(
    'reads twice where a stream is answered with %d',
    async status => {
      const uploads = new ScriptedUploads({
        put: async (_, request, response) => {
          if (request.method !== 'PATCH') return false;
          request.resume().on('end', () => response.writeHead(status).end());
          return true;
        },
      });
      const { client, repository } = await start(uploads.handle);
      const { content: given, count } = contentOf(content);
      expect(await client.pushStream(repository, given)).toEqual(descriptor);
      expect(uploads.received.equals(content)).toBe(true);
      expect(count()).toBe(3);
    },
  );

  it('never streams to a registry that is known to want the digest first', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository, scripted } = await start(uploads.handle, {
      monolithicUploads: true,
    });
    await client.pushStream(repository, contentOf(content).content);
    expect(scripted.seen.map(({ method }) => method)).not.toContain('PATCH');
    expect(uploads.received.equals(content)).toBe(true);
  });

  it('says what is wrong with the source, not that the connection broke', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository } = await start(uploads.handle);
    const { content: given } = contentOf(content, () => ({
      read: async () => {
        throw new Error('the disk is gone');
      },
      close: async () => {},
    }));
    await expect(client.pushStream(repository, given)).rejects.toThrow(
      'the disk is gone',
    );
  });

  it('ends with the reason of the signal', async () => {
    const uploads = new ScriptedUploads({});
    const { client, repository } = await start(uploads.handle);
    const controller = new AbortController();
    await expect(
      client.pushStream(repository, contentOf(content).content, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('cancelled by the user')),
      }),
    ).rejects.toThrow('cancelled by the user');
  });
});
