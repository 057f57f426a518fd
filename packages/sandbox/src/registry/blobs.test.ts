import { TestRegistry, UNKNOWN_DIGEST, sha } from './TestRegistry';

const CONTENT = '0123456789';
const PATH = `/v2/models/iris/blobs/${sha(CONTENT)}`;

describe('blobs', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.start();
    await registry.pushBlob('models/iris', CONTENT);
  });
  afterAll(() => registry.stop());

  it.each(['GET', 'HEAD'])(
    'answers %s with size, digest and etag',
    async method => {
      const answer = await registry.send(method, PATH);
      expect([answer.status, answer.text]).toEqual([
        200,
        method === 'GET' ? CONTENT : '',
      ]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-length': '10',
        'content-type': 'application/octet-stream',
        'docker-content-digest': sha(CONTENT),
        'docker-distribution-api-version': 'registry/2.0',
        etag: `"${sha(CONTENT)}"`,
        'accept-ranges': 'bytes',
      });
    },
  );

  it.each([
    ['bytes=0-3', '0123', '0-3'],
    ['bytes=4-', '456789', '4-9'],
    ['bytes=-3', '789', '7-9'],
    ['bytes=8-100', '89', '8-9'],
    ['bytes=-100', CONTENT, '0-9'],
  ])('answers the range %s', async (range, text, contentRange) => {
    const answer = await registry.send('GET', PATH, {
      headers: { Range: range },
    });
    expect([answer.status, answer.text]).toEqual([206, text]);
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${contentRange}/10`,
    );
    expect(answer.headers.get('content-length')).toBe(String(text.length));
  });

  it.each([
    'bytes=5-0',
    'bytes=10-20',
    'bytes=-0',
    'bytes=-',
    'bytes=x',
    'lines=1-2',
  ])('refuses the range %s', async range => {
    const answer = await registry.send('GET', PATH, {
      headers: { Range: range },
    });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      416,
      'bytes */10',
    ]);
  });

  it('answers several ranges, and a range of something else, with the whole', async () => {
    const requests: Record<string, string>[] = [
      { Range: 'bytes=0-1,3-4' },
      { Range: 'bytes=0-1', 'If-Range': '"other"' },
    ];
    for (const headers of requests) {
      expect((await registry.send('GET', PATH, { headers })).text).toBe(
        CONTENT,
      );
    }
  });

  it('answers 304 to a client that has it', async () => {
    const answer = await registry.send('GET', PATH, {
      headers: { 'If-None-Match': `"x", "${sha(CONTENT)}"` },
    });
    expect([answer.status, answer.text]).toEqual([304, '']);
  });

  it.each([
    ['GET', `/v2/models/iris/blobs/${UNKNOWN_DIGEST}`, 404, 'BLOB_UNKNOWN'],
    ['GET', `/v2/models/other/blobs/${sha(CONTENT)}`, 404, 'BLOB_UNKNOWN'],
    ['DELETE', `/v2/models/iris/blobs/${UNKNOWN_DIGEST}`, 404, 'BLOB_UNKNOWN'],
    ['GET', '/v2/models/iris/blobs/sha256:abc', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/models/iris/blobs/abc', 404, 'DIGEST_INVALID'],
    ['GET', `/v2/MODELS/blobs/${sha(CONTENT)}`, 404, 'NAME_INVALID'],
    ['POST', PATH, 405, 'UNSUPPORTED'],
  ])('answers %s %s with %s %s', async (method, path, status, code) => {
    const answer = await registry.send(method, path);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
  });

  it('deletes', async () => {
    const digest = await registry.pushBlob('models/iris', 'to be deleted');
    const path = `/v2/models/iris/blobs/${digest}`;
    expect((await registry.send('DELETE', path)).status).toBe(202);
    expect((await registry.send('HEAD', path)).status).toBe(404);
    expect((await registry.send('DELETE', path)).codes).toEqual([
      'BLOB_UNKNOWN',
    ]);
    await registry.pushBlob('models/iris', 'to be deleted');
    expect((await registry.send('GET', path)).text).toBe('to be deleted');
  });
});
