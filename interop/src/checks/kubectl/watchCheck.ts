import { spawn } from 'node:child_process';
import { stringify } from 'yaml';
import { waitUntil } from '../../processes';
import type { KubectlContext } from './ClusterUnderTest';

/** `get --watch` shows what happens while it runs. */
export async function watching({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const ns = ['-n', namespace];
  const { file, env } = kubectl.command;
  const watch = spawn(
    file,
    [
      'get',
      'configmap',
      ...ns,
      '--watch',
      '--output-watch-events',
      '-o',
      'json',
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  watch.stdout.on('data', chunk => (output += chunk));
  watch.stderr.on('data', chunk => (output += chunk));
  const seen = (type: string) =>
    waitUntil(
      () =>
        new RegExp(`"type":\\s*"${type}"[^]*"name":\\s*"watched"`).test(output)
          ? true
          : undefined,
      {
        what: `kubectl to show ${type}`,
        deadlineMs: 15_000,
        describe: () => output.slice(-2000),
      },
    );
  try {
    await kubectl.run(['create', ...ns, '-f', '-'], {
      input: stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'watched' },
      }),
    });
    await seen('ADDED');
    await kubectl.run(['label', ...ns, 'configmap/watched', 'changed=yes']);
    await seen('MODIFIED');
    await kubectl.run(['delete', ...ns, 'configmap/watched']);
    await seen('DELETED');
  } finally {
    watch.kill();
  }
}
