import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { changeSmallFile, writeModel } from './writeModel';

const SIZE = 10 * 1024 * 1024;

describe('writeModel', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-bench-test-'));
  });

  afterEach(async () => {
    await fs.rm(parent, { recursive: true });
  });

  it('writes weights of the size, in a share of three to one, and small files', async () => {
    const model = await writeModel(parent, SIZE);
    const names = [...model.weights, ...model.configs, ...model.docs];
    expect((await fs.readdir(model.folder)).sort()).toEqual(names.sort());
    const sizes = await Promise.all(
      model.weights.map(
        async name => (await fs.stat(path.join(model.folder, name))).size,
      ),
    );
    expect(sizes).toEqual([SIZE * 0.75, SIZE * 0.25]);
  });

  it('writes what cannot be compressed, and something else each time', async () => {
    const read = async () => {
      const { folder, weights } = await writeModel(parent, SIZE);
      return await fs.readFile(path.join(folder, weights[1]));
    };
    const [first, second] = [await read(), await read()];
    expect(gzipSync(first).length).toBeGreaterThan(first.length);
    expect(first.equals(second)).toBe(false);
  });

  it('writes zeros that take no room', async () => {
    const { folder, weights } = await writeModel(parent, SIZE, 'zeros');
    const stat = await fs.stat(path.join(folder, weights[0]));
    expect(stat.size).toBe(SIZE * 0.75);
    expect(stat.blocks).toBe(0);
  });

  it('describes every file to the tools that ask for a description', async () => {
    const model = await writeModel(parent, SIZE);
    for (const file of [model.kitfile, model.modelfile]) {
      const text = await fs.readFile(file, 'utf8');
      for (const name of await fs.readdir(model.folder)) {
        expect(text).toContain(name);
      }
    }
  });

  it('changes one small file and leaves the others', async () => {
    const model = await writeModel(parent, SIZE);
    const file = path.join(model.folder, 'README.md');
    const before = await fs.readFile(file, 'utf8');
    await changeSmallFile(model);
    expect(await fs.readFile(file, 'utf8')).not.toBe(before);
  });
});
