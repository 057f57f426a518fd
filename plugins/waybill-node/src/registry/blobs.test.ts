import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { describeBytes, readAll } from './__testUtils__/images';
import { useScriptedRegistries } from './__testUtils__/ScriptedRegistry';

const layer = describeBytes(MediaType.imageLayerTar, Buffer.from('weights'));

describe('fetchBlob', () => {
  const start = useScriptedRegistries();

  it.each([
    ['other bytes', 'WEIGHTS'],
    ['fewer bytes', 'weight'],
    ['more bytes', 'weights!'],
    ['nothing', ''],
  ])('fails the stream when the registry sends %s', async (_, sent) => {
    const { client, repository } = await start((_request, response) =>
      response.end(sent),
    );
    await expect(
      readAll(await client.fetchBlob(repository, layer)),
    ).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining(layer.digest),
    });
  });

  it('reads no further than the descriptor goes', async () => {
    let sent = 0;
    const { client, repository } = await start((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)))
          sent += 64 * 1024;
      };
      response.on('drain', send);
      send();
    });
    await expect(
      readAll(await client.fetchBlob(repository, layer)),
    ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('names the registry and the blob when the connection breaks in the middle', async () => {
    const { client, repository } = await start((_, response) => {
      response.writeHead(200, { 'content-length': '7' });
      response.write('wei', () => response.destroy());
    });
    await expect(
      readAll(await client.fetchBlob(repository, layer)),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
      url: `http://${repository.host}/v2/models/iris/blobs/${layer.digest}`,
    });
  });

  it('ends with the reason of who cancels it in the middle', async () => {
    const controller = new AbortController();
    const { client, repository } = await start((_, response) => {
      response.writeHead(200, { 'content-length': '7' });
      response.write('wei');
    });
    const stream = await client.fetchBlob(repository, layer, {
      signal: controller.signal,
    });
    stream.once('data', () =>
      controller.abort(new Error('cancelled by the user')),
    );
    await expect(readAll(stream)).rejects.toThrow('cancelled by the user');
  });
});
