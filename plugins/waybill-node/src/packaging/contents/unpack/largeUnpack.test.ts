import { mkdir, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRegistry, type RunningRegistry } from '@waybill/sandbox';
import { HttpRegistryClient } from '../../../registry';
import { layoutModelcar } from '../../formats';
import { publishPackage } from '../../publish';
import { openFolder } from '../../sources';
import { readContents } from '../readContents';
import { unpackPackage } from './unpackPackage';

const MIB = 1024 * 1024;

describe('a model of 300 MiB', () => {
  let dir: string;
  let registry: RunningRegistry;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-large-'));
    registry = await startRegistry({
      dir: path.join(dir, 'registry'),
      port: 0,
    });
  });
  afterAll(async () => {
    await registry.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('is listed and unpacked in little memory', async () => {
    const model = path.join(dir, 'model');
    await mkdir(model);
    await writeFile(path.join(model, 'config.json'), '{}');
    const weights = await open(path.join(model, 'weights.bin'), 'w');
    await weights.truncate(300 * MIB);
    await weights.close();
    const client = new HttpRegistryClient([
      { host: registry.host, plainHttp: true },
    ]);
    const repository = { host: registry.host, path: 'models/large' };
    await publishPackage(
      client,
      repository,
      await layoutModelcar(await openFolder(model)),
      { tag: '1.0.0' },
    );

    const before = process.memoryUsage().rss;
    let most = 0;
    const contents = await readContents(client, repository, '1.0.0');
    expect(contents.files.map(file => file.path)).toEqual([
      'config.json',
      'weights.bin',
    ]);
    const directory = path.join(dir, 'unpacked');
    await unpackPackage(client, repository, '1.0.0', {
      directory,
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().rss - before);
      },
    });
    expect((await stat(path.join(directory, 'weights.bin'))).size).toBe(
      300 * MIB,
    );
    // the registry of the sandbox is in this process, too
    expect(most).toBeLessThan(120 * MIB);
  });
});
