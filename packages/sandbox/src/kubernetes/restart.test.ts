import { promises as fs } from 'node:fs';
import path from 'node:path';
import { configMap, paths, TestCluster } from './TestCluster';

describe('state', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await TestCluster.start();
  });
  afterEach(() => cluster.stop());

  const versionNow = async () => {
    const { body } = await cluster.call(paths.configMaps);
    return Number(
      (body.metadata as { resourceVersion: string }).resourceVersion,
    );
  };

  it('survives a restart, and versions go on from where they were', async () => {
    const { client } = cluster.cluster;
    const kept = client.create(configMap('kept'));
    client.create(configMap('gone'));
    client.delete({ kind: 'ConfigMap', namespace: 'default', name: 'gone' });
    const before = await versionNow();
    await cluster.restart();
    const again = cluster.cluster.client;
    expect(
      again.get({ kind: 'ConfigMap', namespace: 'default', name: 'kept' }),
    ).toEqual(kept);
    expect(
      again.get({ kind: 'ConfigMap', namespace: 'default', name: 'gone' }),
    ).toBeUndefined();
    expect(await versionNow()).toBeGreaterThanOrEqual(before);
  });

  it('bears a last line that a crash cut short', async () => {
    cluster.cluster.client.create(configMap('kept'));
    await fs.appendFile(
      path.join(cluster.dir, 'objects.jsonl'),
      '{"resourceVersion":9',
    );
    await cluster.restart();
    expect(
      cluster.cluster.client.get({
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'kept',
      }),
    ).toBeDefined();
  });

  it('names the line that cannot be read', async () => {
    const file = path.join(cluster.dir, 'objects.jsonl');
    const lines = (await fs.readFile(file, 'utf8')).split('\n');
    const whole = lines.join('\n');
    await fs.writeFile(file, ['nonsense', ...lines].join('\n'));
    await expect(cluster.restart()).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: expect.stringContaining('line 1 of'),
    });
    await fs.writeFile(file, whole);
    await cluster.restart();
  });

  it('keeps secrets to its owner', async () => {
    const { mode } = await fs.stat(path.join(cluster.dir, 'objects.jsonl'));
    expect(mode % 0o1000).toBe(0o600);
  });
});
