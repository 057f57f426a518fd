import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareTrees, readTree } from './compareTrees';
import { writeMatrixModel } from './matrixModel';

describe('compareTrees', () => {
  let parent: string;
  let folder: string;

  beforeEach(async () => {
    parent = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-trees-test-'));
    ({ folder } = await writeMatrixModel(parent));
  });

  afterEach(async () => {
    await fs.rm(parent, { recursive: true });
  });

  const differences = async (
    change: () => Promise<void>,
    withModes = true,
  ): Promise<string[]> => {
    const before = await readTree(folder);
    await change();
    return compareTrees(before, await readTree(folder), { withModes });
  };

  it('finds none in a folder that nobody touched', async () => {
    expect(await differences(async () => {})).toEqual([]);
  });

  it('names files with other bytes, missing ones and new ones', async () => {
    const found = await differences(async () => {
      await fs.appendFile(path.join(folder, 'README.md'), '!');
      await fs.rm(path.join(folder, 'code/train.py'));
      await fs.symlink('README.md', path.join(folder, 'model/link'));
    });
    expect(found).toEqual([
      'README.md has other bytes',
      'code/train.py is missing',
      'model/link was not in the model',
    ]);
  });

  it('names a file whose mode changed, where modes count', async () => {
    const change = () => fs.chmod(path.join(folder, 'code/train.py'), 0o600);
    expect(await differences(change)).toEqual([
      'code/train.py has mode 600 and should have 755',
    ]);
    await fs.chmod(path.join(folder, 'code/train.py'), 0o755);
    expect(await differences(change, false)).toEqual([]);
  });

  it('leaves out the descriptions that clients write', async () => {
    const change = () => fs.writeFile(path.join(folder, 'Kitfile'), 'x');
    expect(await differences(change)).toEqual([]);
  });
});
