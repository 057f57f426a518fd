import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MemoryRegistryClient } from '../../registry';
import { ModelFolder } from '../__testUtils__/modelFolder';
import { inspectPackage } from '../contents/inspectPackage';
import { planModelcar } from '../__testUtils__/planModelcar';
import { pushPackage } from './pushPackage';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('pushPackage', () => {
  let models: ModelFolder;

  beforeEach(async () => {
    models = await ModelFolder.create();
  });
  afterEach(() => models.remove());

  it('publishes, and does nothing the second time', async () => {
    const client = new MemoryRegistryClient();
    const plan = await planModelcar({
      directory: await models.writeModel(),
    });
    const first = await pushPackage(client, repository, plan, {
      tag: '1.0.0',
    });
    expect(first).toEqual({
      descriptor: plan.descriptor,
      reference: `registry.test/models/iris@${plan.descriptor.digest}`,
      wasThere: false,
    });
    expect(
      await pushPackage(client, repository, plan, { tag: '1.0.0' }),
    ).toMatchObject({ wasThere: true });
    expect(await inspectPackage(client, repository, '1.0.0')).toMatchObject({
      descriptor: plan.descriptor,
      sizeBytes: plan.config.descriptor.size + plan.layers[0].descriptor.size,
    });
  });

  it('refuses a version that is something else already, and names both digests', async () => {
    const client = new MemoryRegistryClient();
    const directory = await models.writeModel();
    const first = await planModelcar({ directory });
    await pushPackage(client, repository, first, { tag: '1.0.0' });
    await writeFile(path.join(directory, 'model.joblib'), 'other');
    const second = await planModelcar({ directory });
    const error = await pushPackage(client, repository, second, {
      tag: '1.0.0',
    }).catch(e => e);
    expect(error).toMatchObject({ code: 'TAG_EXISTS' });
    expect(error.message).toContain(first.descriptor.digest);
    expect(error.message).toContain(second.descriptor.digest);
  });

  it('refuses latest', async () => {
    const plan = await planModelcar({
      directory: await models.writeModel(),
    });
    await expect(
      pushPackage(new MemoryRegistryClient(), repository, plan, {
        tag: 'latest',
      }),
    ).rejects.toThrow(/latest/);
  });

  it('sends the manifest last, and tells how far it is', async () => {
    const client = new MemoryRegistryClient();
    const order: string[] = [];
    jest.spyOn(client, 'pushBlob').mockImplementation(async (_, { digest }) => {
      order.push(digest);
    });
    const pushManifest = client.pushManifest.bind(client);
    jest.spyOn(client, 'pushManifest').mockImplementation((...args) => {
      order.push('manifest');
      return pushManifest(...args);
    });
    const plan = await planModelcar({
      directory: await models.writeModel(),
    });
    const progress: number[] = [];
    const totalBytes =
      plan.layers[0].descriptor.size + plan.config.descriptor.size;
    await pushPackage(client, repository, plan, {
      tag: '1.0.0',
      onProgress: at => {
        expect(at.totalBytes).toBe(totalBytes);
        progress.push(at.doneBytes);
      },
    });
    expect(order).toEqual([
      plan.layers[0].descriptor.digest,
      plan.config.descriptor.digest,
      'manifest',
    ]);
    expect(progress.at(-1)).toBe(totalBytes);
  });

  it('can be tried again after it broke off', async () => {
    const client = new MemoryRegistryClient();
    const plan = await planModelcar({
      directory: await models.writeModel(),
    });
    jest
      .spyOn(client, 'pushManifest')
      .mockRejectedValueOnce(new Error('the registry is away'));
    const push = () => pushPackage(client, repository, plan, { tag: '1.0.0' });
    await expect(push()).rejects.toThrow('the registry is away');
    expect(await client.listTags(repository)).toEqual([]);
    expect(await push()).toMatchObject({ wasThere: false });
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
  });
});
