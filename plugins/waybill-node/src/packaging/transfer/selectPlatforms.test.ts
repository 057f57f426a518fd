import { MemoryRegistryClient } from '../../registry';
import { pushImage } from '../../registry/__testUtils__/images';
import { copierOf, from, pushIndex, to } from './__testUtils__/copySources';

describe('copyPackage of some platforms', () => {
  let client: MemoryRegistryClient;
  let copy: ReturnType<typeof copierOf>;

  beforeEach(() => {
    client = new MemoryRegistryClient();
    copy = copierOf(client);
  });

  it('copies the one image as it is', async () => {
    const { images } = await pushIndex(client, from, { tag: '1.0.0' });
    expect(await copy('1.0.0', { platforms: ['linux/arm64'] })).toMatchObject({
      descriptor: images[1].descriptor,
    });
    expect(await client.hasBlob(to, images[0].layer.digest)).toBe(false);
  });

  it('makes a smaller index of several', async () => {
    const { images } = await pushIndex(client, from, { tag: '1.0.0' });
    await copy('1.0.0', { platforms: ['linux/amd64', 'linux/arm'] });
    const { bytes } = await client.fetchManifest(to, '1.0.0');
    expect(JSON.parse(bytes.toString())).toMatchObject({
      annotations: { note: 'of all platforms' },
      manifests: [
        { digest: images[0].descriptor.digest },
        { digest: images[2].descriptor.digest },
      ],
    });
    expect(await client.hasBlob(to, images[1].layer.digest)).toBe(false);
  });

  it('copies the index whole where that is all of it, and an image whatever it is for', async () => {
    const { descriptor } = await pushIndex(client, from, { tag: '1.0.0' });
    const all = ['linux/amd64', 'linux/arm64/v8', 'linux/arm'];
    expect(await copy('1.0.0', { platforms: all })).toMatchObject({
      descriptor,
    });
    const image = await pushImage(client, from, { tag: '2.0.0' });
    expect(
      await copy('2.0.0', { platforms: ['linux/s390x'] }, '2.0.0'),
    ).toMatchObject({ descriptor: image.descriptor });
  });

  it('says what there is where there is none', async () => {
    await pushIndex(client, from, { tag: '1.0.0' });
    await expect(
      copy('1.0.0', { platforms: ['windows/amd64'] }),
    ).rejects.toMatchObject({
      code: 'NO_SUCH_PLATFORM',
      message: expect.stringContaining(
        'linux/amd64, linux/arm64/v8, linux/arm',
      ),
    });
  });
});
