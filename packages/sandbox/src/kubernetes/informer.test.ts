import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { configMap, TestCluster } from './TestCluster';

const job = path.join(__dirname, '__testUtils__', 'informerJob.mjs');

describe('@kubernetes/client-node', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await TestCluster.start();
  });
  afterEach(() => cluster.stop());

  it('follows objects with an informer, and applies and refuses them', async () => {
    cluster.cluster.client.create(configMap('before'));
    const child = spawn(process.execPath, [job], { timeout: 30_000 });
    child.stdin.end(JSON.stringify(cluster.cluster.kubeconfig));
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
    ]);
    expect(errors).toBe('');
    expect(output.trim().split('\n')).toEqual([
      'add before',
      'add after',
      'update after',
      'delete after',
      'applied by tester',
      'refused with 409',
    ]);
  }, 40_000);
});
