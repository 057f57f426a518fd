import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRegistry, type RunningRegistry } from '@waybill/sandbox';
import { HttpRegistryClient } from '../../registry';
import { planModelcar } from '../__testUtils__/planModelcar';
import { pushPackage } from './pushPackage';

const MIB = 1024 * 1024;

describe('a model of 200 MiB', () => {
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

  it('is packaged and pushed in little memory, its weights in a layer of their own', async () => {
    const directory = path.join(dir, 'model');
    await mkdir(directory);
    await writeFile(path.join(directory, 'config.json'), '{}');
    const weights = await open(path.join(directory, 'weights.bin'), 'w');
    await weights.truncate(200 * MIB);
    await weights.close();

    const before = process.memoryUsage().rss;
    let most = 0;
    const look = () => {
      most = Math.max(most, process.memoryUsage().rss - before);
    };
    const plan = await planModelcar({ directory }, { onProgress: look });
    expect(
      plan.manifest.layers.map(({ size }) => Math.floor(size / MIB)),
    ).toEqual([0, 200]);

    const client = new HttpRegistryClient([
      { host: registry.host, plainHttp: true },
    ]);
    const repository = { host: registry.host, path: 'models/large' };
    await pushPackage(client, repository, plan, {
      tag: '1.0.0',
      onProgress: look,
    });
    expect(await client.resolve(repository, '1.0.0')).toEqual(plan.descriptor);
    // the registry of the sandbox is in this process, too
    expect(most).toBeLessThan(120 * MIB);
  });
});
