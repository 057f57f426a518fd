// The job of informer.test.ts, in a process of its own: @kubernetes/client-node is an ES module, which jest cannot load.
// Reads a kubeconfig from its standard input and prints one line per event and per answer.
import {
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
} from '@kubernetes/client-node';
import { text } from 'node:stream/consumers';

const namespace = 'default';
const config = new KubeConfig();
config.loadFromString(await text(process.stdin));
const api = config.makeApiClient(CoreV1Api);

const seen = [];
const waiting = new Map();
function say(line) {
  seen.push(line);
  console.log(line);
  waiting.get(line)?.();
}
function until(line) {
  if (seen.includes(line)) return Promise.resolve();
  return new Promise(resolve => {
    waiting.set(line, resolve);
  });
}

const path = `/api/v1/namespaces/${namespace}/configmaps`;
const informer = makeInformer(config, path, () =>
  api.listNamespacedConfigMap({ namespace }),
);
for (const event of ['add', 'update', 'delete']) {
  informer.on(event, ({ metadata }) => say(`${event} ${metadata.name}`));
}
await informer.start();
await until('add before');

const body = { metadata: { name: 'after' }, data: { a: '1' } };
await api.createNamespacedConfigMap({ namespace, body });
await until('add after');
await api.patchNamespacedConfigMap({
  namespace,
  name: 'after',
  body: [{ op: 'replace', path: '/data/a', value: '2' }],
});
await until('update after');
await api.deleteNamespacedConfigMap({ namespace, name: 'after' });
await until('delete after');
await informer.stop();

const objects = KubernetesObjectApi.makeApiClient(config);
const wanted = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'applied', namespace },
  data: { a: '1' },
};
const type = PatchStrategy.ServerSideApply;
const applied = await objects.patch(
  wanted,
  undefined,
  undefined,
  'tester',
  true,
  type,
);
say(`applied by ${applied.metadata.managedFields[0].manager}`);
try {
  await objects.create(wanted);
} catch (error) {
  say(`refused with ${error.code}`);
}
process.exit(0);
