import { stringify } from 'yaml';
import { expect, expectEqual } from '../check';
import type { KubectlContext } from './ClusterUnderTest';

function configMap(data: Record<string, string>, name = 'settings'): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { app: name } },
    data,
  });
}

/** `apply` as most people use it: create, nothing to do, change, take away. */
export async function clientSideApply({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const apply = async (input: string) =>
    (
      await kubectl.run(['apply', '-n', namespace, '-f', '-'], { input })
    ).stdout.trim();
  const name = 'configmap/settings';
  expectEqual(
    await apply(configMap({ a: '1', b: '1' })),
    `${name} created`,
    'first apply',
  );
  expectEqual(
    await apply(configMap({ a: '1', b: '1' })),
    `${name} unchanged`,
    'second apply',
  );
  expectEqual(
    await apply(configMap({ a: '2' })),
    `${name} configured`,
    'changed apply',
  );
  const { data } = await kubectl.getJson<{ data: object }>([
    '-n',
    namespace,
    name,
  ]);
  expectEqual(
    data,
    { a: '2' },
    'data after a key was changed and one taken away',
  );
}

/** Server-side apply: ownership, conflict, force, and a server's dry run that leaves nothing. */
export async function serverSideApply({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const args = (manager: string, ...more: string[]) => [
    'apply',
    '--server-side',
    `--field-manager=${manager}`,
    '-n',
    namespace,
    ...more,
    '-f',
    '-',
  ];
  const applied = await kubectl.run(args('first'), {
    input: configMap({ a: '1' }),
  });
  expectEqual(
    applied.stdout.trim(),
    'configmap/settings serverside-applied',
    'what is said of a server-side apply',
  );
  const conflict = await kubectl.attempt(args('second'), {
    input: configMap({ a: '2' }),
  });
  expect(
    conflict.exitCode !== 0,
    'a field of another manager can be taken without force',
  );
  expect(
    /conflict with "first"/.test(conflict.stderr) &&
      /\.data\.a/.test(conflict.stderr),
    `the conflict does not name manager and field: ${conflict.stderr}`,
  );
  await kubectl.run(args('second', '--force-conflicts'), {
    input: configMap({ a: '2' }),
  });
  await kubectl.run(args('second', '--dry-run=server'), {
    input: configMap({ a: '3' }),
  });
  const { data } = await kubectl.getJson<{ data: object }>([
    '-n',
    namespace,
    'configmap/settings',
  ]);
  expectEqual(data, { a: '2' }, 'data after force and a dry run');
}

/** `patch` in its forms, `label`, `annotate`, `replace`. */
export async function edits({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const ns = ['-n', namespace];
  await kubectl.run(['create', ...ns, '-f', '-'], {
    input: configMap({ a: '1', b: '1' }),
  });
  const name = 'configmap/settings';
  await kubectl.run([
    'patch',
    ...ns,
    name,
    '--type=merge',
    '-p',
    '{"data":{"b":null,"c":"1"}}',
  ]);
  await kubectl.run([
    'patch',
    ...ns,
    name,
    '--type=json',
    '-p',
    '[{"op":"test","path":"/data/a","value":"1"},{"op":"replace","path":"/data/a","value":"2"}]',
  ]);
  await kubectl.run(['patch', ...ns, name, '-p', '{"data":{"d":"1"}}']);
  await kubectl.run(['label', ...ns, name, 'tier=test', 'app-']);
  await kubectl.run(['annotate', ...ns, name, 'note=here']);
  const object = await kubectl.getJson<{
    data: object;
    metadata: { labels: object; annotations: object };
  }>([...ns, name]);
  expectEqual(object.data, { a: '2', c: '1', d: '1' }, 'data');
  expectEqual(object.metadata.labels, { tier: 'test' }, 'labels');
  expectEqual(object.metadata.annotations, { note: 'here' }, 'annotations');
  const failing = await kubectl.attempt([
    'patch',
    ...ns,
    name,
    '--type=json',
    '-p',
    '[{"op":"test","path":"/data/a","value":"9"}]',
  ]);
  expect(failing.exitCode !== 0, 'a JSON patch whose test fails is accepted');
  await kubectl.run(['replace', ...ns, '-f', '-'], {
    input: configMap({ z: '1' }),
  });
}

/** Selectors, pages, output forms and what is not there. */
export async function reading({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const ns = ['-n', namespace];
  const names = ['one', 'two', 'three'];
  await kubectl.run(['create', ...ns, '-f', '-'], {
    input: names.map(name => configMap({ name }, name)).join('---\n'),
  });
  const get = async (...args: string[]) =>
    (await kubectl.run(['get', 'configmap', ...ns, ...args])).stdout.trim();
  expectEqual(
    await get('-l', 'app=two', '-o', 'name'),
    'configmap/two',
    'by label',
  );
  expectEqual(
    await get('-l', 'app in (one,two)', '-o', 'name'),
    'configmap/one\nconfigmap/two',
    'by a set of labels',
  );
  expectEqual(
    await get('--field-selector=metadata.name=three', '-o', 'name'),
    'configmap/three',
    'by field',
  );
  const paged = await get('-l', 'app', '--chunk-size=1', '-o', 'name');
  expectEqual(paged.split('\n').length, 3, 'objects in pages of one');
  expectEqual(
    await get('one', '-o', 'jsonpath={.data.name}'),
    'one',
    'a field by JSONPath',
  );
  expect(
    (await get('one', '-o', 'yaml')).includes('resourceVersion:'),
    'no YAML',
  );
  const missing = await kubectl.attempt(['get', 'configmap', ...ns, 'four']);
  expectEqual(
    missing.stderr.trim(),
    'Error from server (NotFound): configmaps "four" not found',
    'what is said of an object that is not there',
  );
  const described = await kubectl.run(['describe', 'configmap', ...ns, 'one']);
  expect(
    /Name:\s+one/.test(described.stdout),
    `describe says: ${described.stdout}`,
  );
}

/** `delete`, which waits, and objects with a finalizer. */
export async function deleting({
  kubectl,
  namespace,
}: KubectlContext): Promise<void> {
  const ns = ['-n', namespace];
  await kubectl.run(['create', ...ns, '-f', '-'], { input: configMap({}) });
  const name = 'configmap/settings';
  const patch = (finalizers: string) =>
    kubectl.run([
      'patch',
      ...ns,
      name,
      '--type=merge',
      '-p',
      `{"metadata":{"finalizers":${finalizers}}}`,
    ]);
  await patch('["waybill.dev/interop"]');
  await kubectl.run(['delete', ...ns, name, '--wait=false']);
  const waiting = await kubectl.getJson<{
    metadata: { deletionTimestamp?: string };
  }>([...ns, name]);
  expect(
    waiting.metadata.deletionTimestamp !== undefined,
    'an object with a finalizer is not marked as being deleted',
  );
  await patch('null');
  await kubectl.run(['wait', ...ns, '--for=delete', name, '--timeout=10s']);
  const gone = await kubectl.attempt(['delete', ...ns, name]);
  expect(gone.exitCode !== 0, 'an object can be deleted twice');
}
