import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { describeBytes, readAll } from './__testUtils__/images';
import {
  useScriptedRegistries,
  type Handler,
} from './__testUtils__/ScriptedRegistry';

const content = randomBytes(300_000);
const layer = describeBytes(MediaType.imageLayerTar, content);

/** Answers as a good registry does; `cutAfter` bytes of the answer it breaks off. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  cutAfter = Infinity,
) {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(
    request.headers.range ?? '',
  ) ?? ['', '0', String(content.length - 1)];
  const part = content.subarray(Number(from), Number(to) + 1);
  response.writeHead(request.headers.range ? 206 : 200, {
    'content-length': part.length,
    ...(request.headers.range
      ? { 'content-range': `bytes ${from}-${to}/${content.length}` }
      : {}),
  });
  if (cutAfter >= part.length) response.end(part);
  else
    response.write(part.subarray(0, cutAfter), () =>
      setImmediate(() => response.destroy()),
    );
}

const sendAll: Handler = (request, response) => send(request, response);

describe('fetchBlob', () => {
  const start = useScriptedRegistries();

  /** A registry whose answers are given one after the other; the last one for ever. */
  async function startWith(...answers: Handler[]) {
    const ranges: (string | undefined)[] = [];
    const started = await start((request, response, seen) => {
      ranges.push(request.headers.range);
      answers[Math.min(seen.length, answers.length) - 1](
        request,
        response,
        seen,
      );
    });
    return { ...started, ranges };
  }

  describe('when the connection breaks off', () => {
    it('goes on where it was, and checks the digest over all', async () => {
      const { client, repository, ranges } = await startWith(
        (request, response) => send(request, response, 100_000),
        (request, response) => send(request, response, 50_000),
        sendAll,
      );
      const stream = await client.fetchBlob(repository, layer);
      expect((await readAll(stream)).equals(content)).toBe(true);
      expect(ranges[0]).toBeUndefined();
      expect(ranges).toHaveLength(3);
      for (const range of ranges.slice(1))
        expect(range).toMatch(/^bytes=[1-9]\d*-299999$/);
    });

    it('notices that the rest is of something else', async () => {
      const { client, repository } = await startWith(
        (request, response) => send(request, response, 100_000),
        (request, response) => {
          const from = Number(request.headers.range?.match(/\d+/)?.[0]);
          response.writeHead(206, {
            'content-range': `bytes ${from}-299999/300000`,
          });
          response.end(Buffer.alloc(300_000 - from));
        },
      );
      await expect(
        readAll(await client.fetchBlob(repository, layer)),
      ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('goes on with a registry that sends all of it again', async () => {
      const { client, repository, ranges } = await startWith(
        (request, response) => send(request, response, 100_000),
        (_, response) => response.end(content),
      );
      const stream = await client.fetchBlob(repository, layer);
      expect((await readAll(stream)).equals(content)).toBe(true);
      expect(ranges).toHaveLength(2);
    });

    it('gives up where each one does, and names registry and blob', async () => {
      const { client, repository, scripted } = await startWith(
        (request, response) => send(request, response, 1_000),
      );
      await expect(
        readAll(await client.fetchBlob(repository, layer)),
      ).rejects.toMatchObject({
        code: 'UNREACHABLE',
        url: `http://${repository.host}/v2/models/iris/blobs/${layer.digest}`,
        message: expect.stringContaining(repository.host),
      });
      expect(scripted.seen).toHaveLength(4);
    });

    it('goes on with a part of a blob as well', async () => {
      const { client, repository, ranges } = await startWith(
        (request, response) => send(request, response, 100_000),
        sendAll,
      );
      const stream = await client.fetchBlob(repository, layer, {
        range: { start: 10, end: 250_000 },
      });
      const expected = content.subarray(10, 250_001);
      expect((await readAll(stream)).equals(expected)).toBe(true);
      expect(ranges[0]).toBe('bytes=10-250000');
      expect(ranges).toHaveLength(2);
    });
  });

  it.each([
    ['others', 'bytes 0-9/300000'],
    ['fewer', 'bytes 100-150/300000'],
    ['those of something larger', 'bytes 100-199/300001'],
    ['an unknown unit', 'lines 100-199/300000'],
    ['it does not say which', undefined],
  ])('refuses a part when the registry sends %s', async (_, contentRange) => {
    const { client, repository } = await startWith((_request, response) => {
      if (contentRange) response.setHeader('content-range', contentRange);
      response.writeHead(206).end(content.subarray(100, 200));
    });
    await expect(
      client.fetchBlob(repository, layer, { range: { start: 100, end: 199 } }),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining(layer.digest),
    });
  });

  it('says so when a part is shorter than it was said to be', async () => {
    const { client, repository } = await startWith((_, response) => {
      response.writeHead(206, { 'content-range': 'bytes 100-199/300000' });
      response.end(content.subarray(100, 150));
    });
    const stream = await client.fetchBlob(repository, layer, {
      range: { start: 100, end: 199 },
    });
    await expect(readAll(stream)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
    });
  });

  describe('when the registry knows no ranges', () => {
    it('takes the part out of all of the blob', async () => {
      const { client, repository } = await startWith((_, response) =>
        response.end(content),
      );
      const stream = await client.fetchBlob(repository, layer, {
        range: { start: 100_000, end: 100_099 },
      });
      const expected = content.subarray(100_000, 100_100);
      expect((await readAll(stream)).equals(expected)).toBe(true);
    });

    it('does not read gigabytes in vain for a part that is far behind', async () => {
      const { client, repository, scripted } = await startWith((_, response) =>
        response.write(content),
      );
      await expect(
        client.fetchBlob(
          repository,
          { ...layer, size: 5e9 },
          { range: { start: 4e9, end: 4e9 + 511 } },
        ),
      ).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining(layer.digest),
      });
      expect(scripted.seen).toHaveLength(1);
    });
  });

  it('asks for no part that is behind the end', async () => {
    const { client, repository, ranges } = await startWith(sendAll);
    const range = { start: 299_990, end: 999_999 };
    const last = await client.fetchBlob(repository, layer, { range });
    expect((await readAll(last)).equals(content.subarray(299_990))).toBe(true);
    expect(ranges).toEqual(['bytes=299990-299999']);
    const behind = { start: 300_000 };
    expect(
      await readAll(
        await client.fetchBlob(repository, layer, { range: behind }),
      ),
    ).toHaveLength(0);
    expect(ranges).toHaveLength(1);
  });

  it('lets go of the connection when its reader leaves', async () => {
    let isClosed = () => {};
    const closed = new Promise<void>(resolve => {
      isClosed = resolve;
    });
    const { client, repository } = await startWith((_, response) => {
      response.once('close', isClosed);
      response.write(content.subarray(0, 10));
    });
    const stream = await client.fetchBlob(repository, layer);
    for await (const chunk of stream) {
      expect(chunk).toHaveLength(10);
      break;
    }
    await closed;
    expect(stream.destroyed).toBe(true);
  });
});
