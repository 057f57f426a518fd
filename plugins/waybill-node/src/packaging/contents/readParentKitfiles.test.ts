import { PackageBuilder } from './__testUtils__/PackageBuilder';
import { readParentKitfiles } from './readParentKitfiles';

const reference = (tag: string) => `registry.test/models/iris:${tag}`;

describe('readParentKitfiles', () => {
  let builder: PackageBuilder;
  beforeEach(() => {
    builder = new PackageBuilder();
  });

  const namesOf = async (path: string | undefined) => {
    const kitfiles = await readParentKitfiles(builder.client, {
      manifestVersion: '1.0.0',
      package: { name: 'child' },
      ...(path ? { model: { path } } : {}),
    });
    return kitfiles.map(({ package: { name } = {} }) => name);
  };

  it.each([undefined, './weights', 'model.bin'])(
    'asks nobody where the model is %p',
    async path => {
      expect(await namesOf(path)).toEqual([]);
    },
  );

  it('goes from one to the next, nearest first', async () => {
    await builder.pushKit('grandparent', { path: 'model.bin' }, 'a');
    await builder.pushKit('parent', { path: reference('a') }, 'b');
    expect(await namesOf(reference('b'))).toEqual(['parent', 'grandparent']);
  });

  it('refuses those that lead back to one another', async () => {
    await builder.pushKit('a', { path: reference('b') }, 'a');
    await builder.pushKit('b', { path: reference('a') }, 'b');
    await expect(namesOf(reference('a'))).rejects.toMatchObject({
      code: 'REFERENCE_CYCLE',
      message: expect.stringContaining('leads back to itself'),
    });
  });

  it.each([
    [10, undefined],
    [11, 'REFERENCE_CYCLE'],
  ])('follows ten of them: %d give %s', async (count, code) => {
    await builder.pushKit('k1', { path: 'model.bin' }, 't1');
    for (let index = 2; index <= count; index++)
      await builder.pushKit(
        `k${index}`,
        { path: reference(`t${index - 1}`) },
        `t${index}`,
      );
    const outcome = await namesOf(reference(`t${count}`)).catch(error => error);
    expect(outcome.code).toBe(code);
  });

  it('refuses what is no ModelKit', async () => {
    await builder.push({ layers: [], tag: 'image' });
    await expect(namesOf(reference('image'))).rejects.toMatchObject({
      code: 'PACKAGE_NOT_VALID',
    });
  });

  it('refuses a name without a registry, which kit would look for on its disk', async () => {
    await expect(namesOf('iris:1.0.0')).rejects.toMatchObject({
      name: 'InvalidReferenceError',
    });
  });
});
