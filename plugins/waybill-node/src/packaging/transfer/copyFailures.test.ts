import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient, RegistryError } from '../../registry';
import { describeBytes, pushImage } from '../../registry/__testUtils__/images';
import { copierOf, from, to } from './__testUtils__/copySources';
import { planCopy } from './planCopy';

describe('copyPackage when something fails', () => {
  let client: MemoryRegistryClient;
  let copy: ReturnType<typeof copierOf>;

  beforeEach(() => {
    client = new MemoryRegistryClient();
    copy = copierOf(client);
  });
  afterEach(() => jest.restoreAllMocks());

  it('says that the source has no such tag', async () => {
    await expect(copy('9.9.9')).rejects.toMatchObject({
      name: 'CopyError',
      code: 'NOT_FOUND',
      side: 'source',
      operation: 'read manifest',
      object: '9.9.9',
      message: expect.stringMatching(
        /at the source \(one\.test\/models\/iris\)/,
      ),
    });
  });

  it('says that the source failed in the middle of a blob, and leaves no tag', async () => {
    const { layer } = await pushImage(client, from, { tag: '1.0.0' });
    jest.spyOn(client, 'fetchBlob').mockImplementation(async () =>
      Readable.from(
        (async function* broken() {
          yield Buffer.from('some');
          throw new RegistryError({
            code: 'UNREACHABLE',
            message: 'It broke off.',
          });
        })(),
      ),
    );
    await expect(copy('1.0.0')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      side: 'source',
      operation: 'read blob',
      object: expect.stringContaining('sha256:'),
    });
    expect(await client.listTags(to)).toEqual([]);
    expect(await client.hasBlob(to, layer.digest)).toBe(false);
  });

  it('says that the destination refused a blob', async () => {
    const { layer } = await pushImage(client, from, { tag: '1.0.0' });
    jest.spyOn(client, 'pushBlob').mockRejectedValue(
      new RegistryError({
        code: 'DENIED',
        message: 'Not allowed.',
        status: 403,
      }),
    );
    await expect(copy('1.0.0')).rejects.toMatchObject({
      code: 'DENIED',
      side: 'destination',
      operation: 'write blob',
      object: layer.digest,
    });
  });

  it('refuses bytes that are not those of the digest', async () => {
    const { layer } = await pushImage(client, from, { tag: '1.0.0' });
    const fetchBlob = client.fetchBlob.bind(client);
    jest
      .spyOn(client, 'fetchBlob')
      .mockImplementation((repository, blob, options) =>
        blob.digest === layer.digest
          ? Promise.resolve(Readable.from([randomBytes(layer.size)]))
          : fetchBlob(repository, blob, options),
      );
    await expect(copy('1.0.0')).rejects.toMatchObject({
      name: 'CopyError',
      operation: 'write blob',
    });
    expect(await client.hasBlob(to, layer.digest)).toBe(false);
  });

  it.each([
    ['HTML', Buffer.from('<html>')],
    ['null', Buffer.from('null')],
    ["Docker's first schema", Buffer.from('{"schemaVersion":1}')],
    ['a layer without digest', Buffer.from('{"layers":[{"size":1}]}')],
    [
      'a negative size',
      Buffer.from(
        JSON.stringify({
          layers: [
            {
              mediaType: 'x',
              digest: `sha256:${'0'.repeat(64)}`,
              size: -1,
            },
          ],
        }),
      ),
    ],
  ])('refuses %s in the place of a manifest', async (_, bytes) => {
    jest.spyOn(client, 'fetchManifest').mockResolvedValue({
      descriptor: describeBytes(MediaType.imageManifest, bytes),
      bytes,
    });
    await expect(copy('1.0.0')).rejects.toMatchObject({
      code: 'MANIFEST_NOT_USABLE',
      side: 'source',
    });
  });

  it('ends where an index names itself', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const self = { mediaType: MediaType.imageIndex, digest, size: 10 };
    const bytes = Buffer.from(JSON.stringify({ manifests: [self] }));
    jest
      .spyOn(client, 'fetchManifest')
      .mockResolvedValue({ descriptor: self, bytes });
    const plan = await planCopy(
      client,
      { repository: from, tagOrDigest: digest },
      { repository: to },
    );
    expect(plan.manifests).toHaveLength(1);
  });

  it('refuses an index of indexes without end', async () => {
    let level = 0;
    jest.spyOn(client, 'fetchManifest').mockImplementation(async () => {
      const digestOf = (at: number) => `sha256:${String(at).padStart(64, '0')}`;
      const mediaType = MediaType.imageIndex;
      const at = level++;
      return {
        descriptor: { mediaType, digest: digestOf(at), size: 10 },
        bytes: Buffer.from(
          JSON.stringify({
            manifests: [{ mediaType, digest: digestOf(at + 1), size: 10 }],
          }),
        ),
      };
    });
    await expect(copy('1.0.0')).rejects.toMatchObject({
      code: 'TOO_MANY_MANIFESTS',
    });
    expect(level).toBeLessThan(20);
  });

  it('stops when it is cancelled', async () => {
    await pushImage(client, from, { tag: '1.0.0' });
    const stop = new AbortController();
    const reason = new Error('cancelled by its user');
    await expect(
      copy('1.0.0', {
        signal: stop.signal,
        onProgress: () => stop.abort(reason),
      }),
    ).rejects.toBe(reason);
    expect(await client.listTags(to)).toEqual([]);
  });
});
