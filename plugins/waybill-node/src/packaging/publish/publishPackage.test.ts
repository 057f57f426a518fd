import { randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MemoryRegistryClient } from '../../registry';
import { readAll } from '../../registry/__testUtils__/images';
import { ModelFolder } from '../__testUtils__/modelFolder';
import { layoutModelcar } from '../formats';
import type { PackageProgress } from '../PackageProgress';
import { openFolder } from '../sources';
import { FileDigestCache } from './DigestCache';
import { publishPackage } from './publishPackage';
import { sealPackage } from './sealPackage';

const repository = { host: 'registry.test', path: 'models/iris' };

describe('publishPackage', () => {
  let models: ModelFolder;
  let client: MemoryRegistryClient;
  let directory: string;

  beforeEach(async () => {
    models = await ModelFolder.create();
    client = new MemoryRegistryClient();
    directory = await models.writeModel();
  });
  afterEach(() => models.remove());

  const layout = async () => layoutModelcar(await openFolder(directory));
  const publish = async (
    tag: string,
    options: Partial<Parameters<typeof publishPackage>[3]> = {},
  ) => publishPackage(client, repository, await layout(), { ...options, tag });

  it('publishes what reading first would have planned', async () => {
    const planned = await sealPackage(await layout());
    const progress: PackageProgress[] = [];
    const { plan, descriptor, wasThere } = await publish('1.0.0', {
      onProgress: at => progress.push(at),
    });
    expect([descriptor, wasThere]).toEqual([planned.descriptor, false]);
    expect(plan.manifestBytes.equals(planned.manifestBytes)).toBe(true);
    expect(await client.resolve(repository, '1.0.0')).toEqual(descriptor);
    const [layer] = planned.layers;
    const stored = await client.fetchBlob(repository, layer.descriptor);
    expect((await readAll(stored)).equals(await readAll(layer.open()))).toBe(
      true,
    );
    expect(progress.map(({ phase }) => phase)).not.toContain('read');
    expect(progress.at(-1)).toMatchObject({
      doneBytes: layer.descriptor.size,
      totalBytes: layer.descriptor.size,
      file: 'sub/ünïcode.txt',
    });
  });

  it('reads before it sends where the newest version has a layer of that length', async () => {
    await publish('1.0.0');
    const pushBlob = jest.spyOn(client, 'pushBlob');
    const pushStream = jest.spyOn(client, 'pushStream');
    await publish('1.0.1');
    expect(pushStream).not.toHaveBeenCalled();
    await appendFile(path.join(directory, 'model.joblib'), randomBytes(4096));
    await publish('1.1.0');
    expect(pushStream).toHaveBeenCalledTimes(1);
    expect(pushBlob).toHaveBeenCalled();
  });

  it('refuses a version that is something else already, before anything is sent', async () => {
    await publish('1.0.0');
    await writeFile(path.join(directory, 'model.joblib'), 'other');
    const pushBlob = jest.spyOn(client, 'pushBlob');
    const pushStream = jest.spyOn(client, 'pushStream');
    await expect(publish('1.0.0')).rejects.toMatchObject({
      code: 'TAG_EXISTS',
    });
    expect(pushBlob).not.toHaveBeenCalled();
    expect(pushStream).not.toHaveBeenCalled();
  });

  it('sends nothing where the version is there', async () => {
    await publish('1.0.0');
    expect(await publish('1.0.0')).toMatchObject({ wasThere: true });
  });

  it('leaves no tag when it is cancelled', async () => {
    const controller = new AbortController();
    jest
      .spyOn(client, 'pushStream')
      .mockImplementation(async (_repository, _content, options) => {
        controller.abort(new Error('cancelled by the user'));
        options?.signal?.throwIfAborted();
        throw new Error('went on');
      });
    await expect(
      publish('1.0.0', { signal: controller.signal }),
    ).rejects.toThrow('cancelled by the user');
    expect(await client.listTags(repository)).toEqual([]);
  });

  describe('with a digest cache', () => {
    const open = () =>
      FileDigestCache.open(path.join(models.dir, 'cache.json'));

    it('reads no file that it has read before', async () => {
      await publish('1.0.0', { digestCache: await open() });
      const phases: string[] = [];
      await publish('1.0.1', {
        digestCache: await open(),
        onProgress: ({ phase }) => phases.push(phase),
      });
      expect(phases).not.toContain('read');
    });

    it('reads a file that was written to', async () => {
      const before = await sealPackage(await layout(), {
        digestCache: await open(),
      });
      await writeFile(path.join(directory, 'model.joblib'), 'WEIGHTS');
      const after = await sealPackage(await layout(), {
        digestCache: await open(),
      });
      expect(after.descriptor.digest).not.toBe(before.descriptor.digest);
      expect(after.descriptor).toEqual(
        (await sealPackage(await layout())).descriptor,
      );
    });

    it('begins anew where the file holds rubbish', async () => {
      await writeFile(path.join(models.dir, 'cache.json'), '{"digests":[[1]]}');
      const planned = await sealPackage(await layout(), {
        digestCache: await open(),
      });
      expect(planned.descriptor).toEqual(
        (await sealPackage(await layout())).descriptor,
      );
    });
  });
});
