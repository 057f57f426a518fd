import { isDigest } from '@waybill/backstage-plugin-waybill-common';
import { CachingRegistryClient } from './CachingRegistryClient';
import { MemoryRegistryClient } from './MemoryRegistryClient';
import { pushImage } from './__testUtils__/images';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('CachingRegistryClient', () => {
  async function start(limits?: { maxEntries: number; maxBytes: number }) {
    const memory = new MemoryRegistryClient();
    const asked = jest.spyOn(memory, 'fetchManifest');
    return { memory, asked, client: new CachingRegistryClient(memory, limits) };
  }

  it('reads a manifest once, by tag or digest', async () => {
    const { client, asked } = await start();
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    const first = await client.fetchManifest(repository, '1.0.0');
    expect(await client.fetchManifest(repository, '1.0.0')).toEqual(first);
    expect(await client.fetchManifest(repository, descriptor.digest)).toEqual(
      first,
    );
    // the memory resolves a tag by reading its manifest
    const byDigest = asked.mock.calls.filter(([, name]) => isDigest(name));
    expect(byDigest).toHaveLength(1);
  });

  it('asks each time what a tag names', async () => {
    const { client } = await start();
    await pushImage(client, repository, { tag: 'edge' });
    const before = await client.fetchManifest(repository, 'edge');
    const { descriptor } = await pushImage(client, repository, { tag: 'edge' });
    const after = await client.fetchManifest(repository, 'edge');
    expect(after.descriptor).toEqual(descriptor);
    expect(after.descriptor.digest).not.toBe(before.descriptor.digest);
  });

  it('gives a repository nothing of another one', async () => {
    const { client } = await start();
    const { descriptor } = await pushImage(client, repository);
    await client.fetchManifest(repository, descriptor.digest);
    const other = { ...repository, path: 'secret/iris' };
    await expect(
      client.fetchManifest(other, descriptor.digest),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('forgets what it deletes, and keeps no more than it may', async () => {
    const { client, asked } = await start({ maxEntries: 1, maxBytes: 1e6 });
    const one = await pushImage(client, repository);
    const two = await pushImage(client, repository);
    const read = (image: typeof one) =>
      client.fetchManifest(repository, image.descriptor.digest);
    await read(one);
    await read(two);
    await read(one);
    expect(asked).toHaveBeenCalledTimes(3);
    await client.deleteManifest(repository, one.descriptor.digest);
    await expect(read(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tells of a tag that is not there as the client does', async () => {
    const { client } = await start();
    await expect(
      client.fetchManifest(repository, '1.0.0'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is a client for everything else', async () => {
    const { client, memory } = await start();
    const { layer, descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    expect(await client.hasBlob(repository, layer.digest)).toBe(true);
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
    expect(await client.listRepositories('registry.test')).toEqual([
      'models/iris',
    ]);
    expect(await client.listReferrers(repository, descriptor.digest)).toEqual(
      [],
    );
    await client.deleteTag(repository, '1.0.0');
    expect(await memory.listTags(repository)).toEqual([]);
  });
});
