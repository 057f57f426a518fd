import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from '../../../registry/__testUtils__/images';
import { retryAtOnce, sha256 } from '../__testUtils__/ScriptedHub';
import { openHttpsFile, type HttpsFile } from './openHttpsFile';

const content = randomBytes(100_000);

describe('openHttpsFile', () => {
  let server: http.Server;
  let host: string;
  let handle: http.RequestListener;
  let seen: http.IncomingMessage[];

  /** A file server that knows ranges. */
  const serve =
    (
      bytes: Buffer,
      headers: Record<string, string> = {},
      breakAfter: number[] = [],
    ): http.RequestListener =>
    (request, response) => {
      const [, from, to] =
        /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
      const end = to ? Number(to) + 1 : bytes.length;
      const part = bytes.subarray(Number(from ?? 0), end);
      if (from && Number(from) >= bytes.length) {
        response
          .writeHead(416, { 'content-range': `bytes */${bytes.length}` })
          .end();
        return;
      }
      response.writeHead(from ? 206 : 200, {
        'content-length': part.length,
        ...(from
          ? { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}` }
          : {}),
        ...headers,
      });
      const after = to ? undefined : breakAfter.shift();
      if (after === undefined) response.end(part);
      else response.write(part.subarray(0, after), () => response.destroy());
    };

  beforeEach(async () => {
    seen = [];
    server = http.createServer((request, response) => {
      seen.push(request);
      handle(request, response);
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const open = (file: Partial<HttpsFile> = {}, maxBytes?: number) =>
    openHttpsFile(
      { url: `http://${host}/models/iris%20v1.gguf?sig=secret`, ...file },
      {
        settings: { hubs: [], allowedHosts: [`http://${host}`], maxBytes },
        retryPolicy: retryAtOnce,
      },
    );

  it('tells name and size before the file is read', async () => {
    handle = serve(content, { etag: '"one"' });
    const { tree, ...plan } = await open();
    expect(plan).toEqual({
      kind: 'https',
      name: `http://${host}/models/iris%20v1.gguf`,
      revision: '"one"',
      files: [{ path: 'iris v1.gguf', sizeBytes: content.length }],
      totalBytes: content.length,
      warnings: [{ code: 'NO_DIGEST', message: expect.any(String) }],
      ignored: [],
      facts: {},
    });
    expect(JSON.stringify(plan)).not.toContain('secret');
    expect(seen).toHaveLength(1);
    expect((await readAll(tree.files[0].open())).equals(content)).toBe(true);
    expect(
      (await readAll(tree.files[0].open({ start: 99_000 }))).equals(
        content.subarray(99_000),
      ),
    ).toBe(true);
  });

  it('checks the digest that was given', async () => {
    handle = serve(content);
    const digest = `sha256:${sha256(content)}`;
    const good = await open({ digest });
    expect(good).toMatchObject({ revision: digest, warnings: [] });
    await readAll(good.tree.files[0].open());
    const bad = await open({ digest: `sha256:${'0'.repeat(64)}` });
    await expect(readAll(bad.tree.files[0].open())).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it.each([
    ['knows no ranges', true],
    ['goes on in the middle', false],
  ])('goes on after a break where the server %s', async (_, isWhole) => {
    const ranged = serve(content, {}, [30_000, 10_000]);
    handle = (request, response) => {
      if (isWhole) delete request.headers.range;
      ranged(request, response);
    };
    const { tree } = await open();
    expect((await readAll(tree.files[0].open())).equals(content)).toBe(true);
  });

  it('takes an empty file', async () => {
    handle = serve(Buffer.alloc(0));
    const { tree, totalBytes } = await open();
    expect(totalBytes).toBe(0);
    expect(await readAll(tree.files[0].open())).toHaveLength(0);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['by its ETag', { etag: '"one"' }, { etag: '"two"' }],
    [
      'by its time',
      { 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' },
      { 'last-modified': 'Sat, 21 Nov 2026 11:00:00 GMT' },
    ],
  ])('notices a file that was replaced, %s', async (_, before, after) => {
    handle = serve(content, before);
    const { tree } = await open();
    handle = serve(content, after);
    await expect(readAll(tree.files[0].open())).rejects.toMatchObject({
      code: 'FILE_CHANGED',
    });
  });

  it('notices a file that has another size', async () => {
    handle = serve(content);
    const { tree } = await open();
    handle = serve(content.subarray(1));
    await expect(readAll(tree.files[0].open())).rejects.toMatchObject({
      code: 'FILE_CHANGED',
    });
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['says no size', 200, { 'transfer-encoding': 'chunked' }, 'SIZE_UNKNOWN'],
    [
      'says no whole size',
      206,
      { 'content-range': 'bytes 0-0/*' },
      'SIZE_UNKNOWN',
    ],
    ['compresses', 200, { 'content-encoding': 'gzip' }, 'INVALID_ANSWER'],
    ['has no such file', 404, {}, 'NOT_FOUND'],
    ['wants a password', 401, {}, 'UNAUTHORIZED'],
    ['does not allow it', 403, {}, 'DENIED'],
    ['has a problem', 500, {}, 'UNAVAILABLE'],
    [
      'redirects to a host that is not allowed',
      302,
      { location: 'https://169.254.169.254/' },
      'HOST_NOT_ALLOWED',
    ],
  ])('refuses where the server %s', async (_, status, headers, code) => {
    handle = (_request, response) => {
      response.writeHead(status, headers).end('x');
    };
    await expect(open()).rejects.toMatchObject({ name: 'ImportError', code });
  });

  it('refuses a host that is not listed, and asks it nothing', async () => {
    await expect(
      openHttpsFile(
        { url: `http://${host}/x` },
        { settings: { hubs: [], allowedHosts: ['files.test'] } },
      ),
    ).rejects.toMatchObject({ code: 'HOST_NOT_ALLOWED' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['http://files.test/x', 'without HTTPS'],
    ['https://169.254.169.254/x', 'not a public one'],
  ])('sends the user of a machine not to %s', async (location, said) => {
    handle = (_request, response) => {
      response.writeHead(302, { location }).end();
    };
    await expect(
      openHttpsFile(
        { url: `http://${host}/x` },
        {
          settings: {
            hubs: [],
            allowedHosts: [`http://${host}`],
            followsRedirects: true,
          },
        },
      ),
    ).rejects.toMatchObject({
      code: 'HOST_NOT_ALLOWED',
      message: expect.stringContaining(said),
    });
  });

  it('refuses what is larger than an import may be', async () => {
    handle = serve(content);
    await expect(open({}, 1_000)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('calls the file as its user says, and asks where the address has no name', async () => {
    handle = serve(content);
    expect(
      (await open({ url: `http://${host}/`, path: 'weights/a.gguf' })).files,
    ).toMatchObject([{ path: 'weights/a.gguf' }]);
    await expect(open({ url: `http://${host}/` })).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
    });
    await expect(
      open({ url: `http://${host}/..%2fetc` }),
    ).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });
});
