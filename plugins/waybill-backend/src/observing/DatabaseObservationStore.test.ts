import type { Observation } from '@waybill/backstage-plugin-waybill-common';
import { testDatabases } from '../__testUtils__/testDatabase';
import { DatabaseObservationStore, keyOf } from './DatabaseObservationStore';

const databases = testDatabases();

function pod(
  name: string,
  resourceVersion: string,
  namespace = 'models',
): Observation {
  return {
    cluster: 'dev',
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    name,
    uid: `uid-${name}`,
    resourceVersion,
    observedAt: '2026-11-21T10:00:00.000Z',
    object: { kind: 'Pod', status: { phase: 'Running' } },
  };
}

const PODS = { group: '', kind: 'Pod', namespace: 'models' };
const names = (observations: Observation[]) =>
  observations.map(({ name, resourceVersion }) => `${name}@${resourceVersion}`);

describe.each(databases.ids)('DatabaseObservationStore, %p', id => {
  let store: DatabaseObservationStore;
  beforeEach(async () => {
    store = new DatabaseObservationStore(await databases.open(id));
  });

  it('gives back what was written', async () => {
    await store.apply('dev', [
      { type: 'upserted', observation: pod('a', '1') },
    ]);

    expect(await store.list('dev', ['models'])).toEqual([pod('a', '1')]);
  });

  it('keeps the last of several changes of an object', async () => {
    await store.apply('dev', [
      { type: 'upserted', observation: pod('a', '1') },
      { type: 'upserted', observation: pod('a', '2') },
      { type: 'upserted', observation: pod('b', '3') },
      { type: 'deleted', key: keyOf(pod('b', '3')) },
      { type: 'deleted', key: keyOf(pod('c', '4')) },
      { type: 'upserted', observation: pod('c', '5') },
    ]);

    expect(names(await store.list('dev', ['models']))).toEqual(['a@2', 'c@5']);
  });

  it('gives only what was asked for, and what has no namespace', async () => {
    const node = { ...pod('node', '1', ''), kind: 'Node' };
    await store.apply('dev', [
      { type: 'upserted', observation: pod('a', '1') },
      { type: 'upserted', observation: pod('b', '1', 'others') },
      { type: 'upserted', observation: node },
    ]);
    await store.apply('staging', [
      {
        type: 'upserted',
        observation: { ...pod('s', '1'), cluster: 'staging' },
      },
    ]);

    expect(names(await store.list('dev', ['models']))).toEqual([
      'node@1',
      'a@1',
    ]);
  });

  it('replaces a scope and says whether that changed anything', async () => {
    const service = {
      ...pod('a', '1'),
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
    };
    await store.apply('dev', [
      { type: 'upserted', observation: pod('gone', '1') },
      { type: 'upserted', observation: pod('other', '1', 'others') },
      { type: 'upserted', observation: service },
    ]);

    expect(
      await store.replace('dev', PODS, [pod('a', '2'), pod('b', '2')]),
    ).toBe(true);
    expect(
      await store.replace('dev', PODS, [pod('b', '2'), pod('a', '2')]),
    ).toBe(false);
    expect(
      await store.replace('dev', PODS, [
        pod('a', '2'),
        { ...pod('b', '2'), uid: 'another' },
      ]),
    ).toBe(true);
    expect(names(await store.list('dev', ['models', 'others']))).toEqual([
      'a@2',
      'b@2',
      'other@1',
      'a@1',
    ]);
  });

  it('writes more objects than one statement takes', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => pod(`pod-${i}`, '1'));

    await store.replace('dev', PODS, many);

    expect(await store.list('dev', ['models'])).toHaveLength(1_001);
  });

  it('keeps the health of each watch', async () => {
    const health = {
      cluster: 'dev',
      kind: 'Pod',
      namespace: 'models',
      state: 'watching' as const,
      lastContactAt: '2026-11-21T10:00:00.000Z',
    };
    await store.setHealth(health);
    await store.setHealth({ ...health, state: 'failing', error: 'no route' });
    await store.setHealth({ ...health, namespace: 'others' });

    expect(await store.listHealth('dev', ['models'])).toEqual([
      { ...health, state: 'failing', error: 'no route' },
    ]);
  });

  it('forgets clusters that are no longer configured', async () => {
    await store.apply('dev', [
      { type: 'upserted', observation: pod('a', '1') },
    ]);
    await store.forgetClustersExcept(['dev']);
    expect(await store.list('dev', ['models'])).toHaveLength(1);

    await store.forgetClustersExcept(['staging']);
    expect(await store.list('dev', ['models'])).toEqual([]);
  });
});
