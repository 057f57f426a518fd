import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { createModelSources } from './sources';

describe('createModelSources', () => {
  const target = createMockDirectory();
  const seen: { url?: string; authorization?: string }[] = [];
  const server = createServer((req, res) => {
    seen.push({ url: req.url, authorization: req.headers.authorization });
    if (req.url?.endsWith('/gone')) {
      res.writeHead(404, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify({
          error: { name: 'NotFoundError', message: 'There is no such upload' },
        }),
      );
    } else {
      res.end('the tar');
    }
  });

  beforeAll(
    () => new Promise<void>(done => server.listen(0, '127.0.0.1', done)),
  );
  afterAll(() => new Promise(done => server.close(done)));

  const createSources = (readTree = jest.fn()) =>
    createModelSources({
      urlReader: mockServices.urlReader.mock({ readTree }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id =>
          `http://127.0.0.1:${
            (server.address() as AddressInfo).port
          }/api/${id}`,
      }),
      auth: mockServices.auth(),
    });

  it('fetches an upload on behalf of the user', async () => {
    const stream = await createSources().openUpload('4f6c', {
      credentials: mockCredentials.user('user:default/ada'),
    });
    await expect(text(stream)).resolves.toBe('the tar');
    expect(seen.at(-1)?.url).toBe('/api/waybill/uploads/4f6c');
    expect(seen.at(-1)?.authorization).toContain('user:default/ada');
  });

  it('passes on why an upload cannot be had', async () => {
    await expect(
      createSources().openUpload('gone', {
        credentials: mockCredentials.user(),
      }),
    ).rejects.toMatchObject({
      name: 'ResponseError',
      message: expect.stringContaining('404'),
    });
  });

  it('reads a folder by the readers of the portal, with the signal', async () => {
    const dir = jest.fn();
    const readTree = jest.fn().mockResolvedValue({ dir });
    const { signal } = new AbortController();
    await createSources(readTree).readTree(
      'https://git.example.com/x',
      target.path,
      { signal },
    );
    expect(readTree).toHaveBeenCalledWith('https://git.example.com/x', {
      signal,
    });
    expect(dir).toHaveBeenCalledWith({ targetDir: target.path });
  });
});
