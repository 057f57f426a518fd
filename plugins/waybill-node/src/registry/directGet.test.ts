import { randomBytes } from 'node:crypto';
import net from 'node:net';
import type { ServerResponse } from 'node:http';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { describeBytes, readAll } from './__testUtils__/images';
import {
  retryAtOnce,
  useScriptedRegistries,
} from './__testUtils__/ScriptedRegistry';
import { tls } from './__testUtils__/tls';
import { directGet, type DirectAnswer } from './directGet';
import type { RegistryClient, RepositoryName } from './RegistryClient';
import { DEFAULT_TIME_LIMITS } from './TimeLimits';

const content = randomBytes(9 * 1024 * 1024 + 11);
const layer = describeBytes(MediaType.imageLayerTar, content);

/** The bytes as they were when each chunk came. */
async function read(
  client: RegistryClient,
  repository: RepositoryName,
  signal?: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of client.readBlob(repository, layer, { signal }))
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('a large blob', () => {
  const start = useScriptedRegistries();

  it('comes whole, and is asked for once', async () => {
    const { client, repository, scripted } = await start((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.end(content);
    });
    expect((await read(client, repository)).equals(content)).toBe(true);
    expect(scripted.seen).toHaveLength(1);
  });

  it('comes through TLS, from an authority that was given', async () => {
    const { client, repository } = await start(
      (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.end(content);
      },
      { tls, ca: tls.cert },
    );
    expect((await read(client, repository)).equals(content)).toBe(true);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'in chunks without a length',
      response => {
        response.writeHead(200);
        response.write(content.subarray(0, 1000));
        response.end(content.subarray(1000));
      },
    ],
    [
      'with a head that is very long',
      response => {
        response.writeHead(200, {
          'content-length': content.length,
          ...Object.fromEntries(
            Array.from({ length: 100 }, (_, index) => [
              `x-${index}`,
              'y'.repeat(100),
            ]),
          ),
        });
        response.end(content);
      },
    ],
  ])('comes %s', async (_, answer) => {
    const { client, repository } = await start((_request, response) =>
      answer(response),
    );
    expect((await read(client, repository)).equals(content)).toBe(true);
  });

  it('goes on by a range where the connection breaks', async () => {
    const ranges: (string | undefined)[] = [];
    const { client, repository } = await start((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      const to = content.length - 1;
      response.writeHead(range ? 206 : 200, {
        'content-length': content.length - from,
        ...(range ? { 'content-range': `bytes ${from}-${to}/${to + 1}` } : {}),
      });
      if (range) response.end(content.subarray(from));
      else
        response.write(content.subarray(0, 3_000_000), () =>
          response.destroy(),
        );
    });
    expect((await read(client, repository)).equals(content)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-9437194$/);
  });

  it('is refused where other bytes come', async () => {
    const { client, repository } = await start((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.end(Buffer.alloc(content.length));
    });
    await expect(read(client, repository)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('is read the short way where the registry keeps it elsewhere, without credentials', async () => {
    const asked: object[] = [];
    const store = await start(
      ({ url, headers: { authorization, connection } }, response) => {
        asked.push({ url, authorization, connection });
        response.writeHead(200, { 'content-length': content.length });
        response.end(content);
      },
      { tls },
    );
    const { client, repository, scripted } = await start(
      (_, response) => {
        const location = `https://${store.repository.host}/bucket/blob?X-Amz-Signature=a%2Fb`;
        response.writeHead(307, { location }).end();
      },
      { ca: tls.cert, username: 'robot', password: 'secret' },
    );
    for (const _ of [1, 2])
      expect((await read(client, repository)).equals(content)).toBe(true);
    // each is asked once for each blob
    expect(scripted.seen).toHaveLength(2);
    expect(asked).toEqual(
      [1, 2].map(() => ({
        url: '/bucket/blob?X-Amz-Signature=a%2Fb',
        authorization: undefined,
        connection: 'close',
      })),
    );
  });

  it('is read the short way where another path of the registry has it', async () => {
    const { client, repository, scripted } = await start(
      (request, response) => {
        if (request.url === '/store') {
          response.writeHead(200, { 'content-length': content.length });
          response.end(content);
        } else response.writeHead(307, { location: '/store' }).end();
      },
    );
    for (const _ of [1, 2])
      expect((await read(client, repository)).equals(content)).toBe(true);
    expect(scripted.seen).toHaveLength(4);
  });

  it('ends with the reason of the signal', async () => {
    const { client, repository } = await start((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 2_000_000));
    });
    const controller = new AbortController();
    const { signal } = controller;
    const reading = read(client, repository, signal);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('is not waited for without end', async () => {
    const { client, repository } = await start(
      (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 2_000_000));
      },
      {
        retryPolicy: { ...retryAtOnce, attempts: 1 },
        limits: { ...DEFAULT_TIME_LIMITS, idleMs: 50 },
      },
    );
    await expect(read(client, repository)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});

describe('directGet', () => {
  const servers: net.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that says this, whatever it is asked. */
  async function get(
    answer: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<DirectAnswer | string> {
    const server = net.createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    return directGet(new URL(`http://127.0.0.1:${port}/v2/x`), {
      headers,
      secure: {},
      limits: DEFAULT_TIME_LIMITS,
    });
  }

  async function bodyOf(answer: string): Promise<string> {
    const got = await get(answer);
    if (typeof got === 'string') return got;
    return (await readAll(got.body)).toString();
  }

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', 'abc'],
    ['HTTP/1.1 200\r\ncontent-length:0\r\n\r\n', ''],
    [
      'HTTP/1.1 206 Partial Content\r\nX: \r\nContent-Length:  1 \r\n\r\na',
      'a',
    ],
  ])('understands %j', async (answer, body) => {
    expect(await bodyOf(answer)).toBe(body);
  });

  it.each([
    'HTTP/1.1 200 OK\r\n\r\nabc',
    'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nLocation: /x\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n folded\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc',
    '<html>',
    '',
    `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
  ])('leaves %.60j to a library', async answer => {
    expect(await get(answer)).toBe('never');
  });

  it('may be tried again after a refusal', async () => {
    const refusal = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';
    expect(await get(refusal)).toBe('not now');
  });

  it('sends no header that could be two', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc';
    expect(await get(answer, { a: 'b\r\nc: d' })).toBe('never');
  });

  it.each([
    ['less', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'],
    ['more', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc'],
  ])('fails where %s comes than was said', async (_, answer) => {
    await expect(bodyOf(answer)).rejects.toThrow();
  });
});
