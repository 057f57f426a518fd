import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PackageBuilder } from '../__testUtils__/PackageBuilder';
import { tarOf } from '../__testUtils__/tarOf';
import { UnpackTarget } from './UnpackTarget';
import { unpackPackage } from './unpackPackage';

describe('a disk that is full', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each(['ENOSPC', 'EDQUOT'])(
    'is named, and nothing is left on it (%s)',
    async code => {
      const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-full-'));
      const stage = UnpackTarget.prototype.stage;
      jest
        .spyOn(UnpackTarget.prototype, 'stage')
        .mockImplementation(async function full(this: UnpackTarget, mode) {
          const staged = await stage.call(this, mode);
          staged.handle.writev = async () => {
            throw Object.assign(new Error('no space left'), { code });
          };
          return staged;
        });
      const builder = new PackageBuilder();
      const { digest } = await builder.push({
        layers: [{ bytes: await tarOf([{ name: 'a', content: 'a' }]) }],
      });
      const directory = path.join(dir, 'target');
      await expect(
        unpackPackage(builder.client, builder.repository, digest, {
          directory,
        }),
      ).rejects.toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringContaining(directory),
      });
      expect(await readdir(dir)).toEqual([]);
      await rm(dir, { recursive: true });
    },
  );
});
