import type { HistoryEntry } from '../fluxObjects';
import { inventoryEntry, keyOfEntry, upsertHistory } from './inventory';

describe('inventory entries', () => {
  it.each([
    [
      {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'iris', namespace: 'models' },
      },
      'models_iris_serving.kserve.io_InferenceService',
      'v1beta1',
    ],
    [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'models' } },
      '_models__Namespace',
      'v1',
    ],
    [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a:b', namespace: 'x' },
      },
      'x_a__b__ConfigMap',
      'v1',
    ],
  ])('name %j', (object, id, v) => {
    const entry = inventoryEntry(object);
    expect(entry).toEqual({ id, v });
    const { name, namespace } = object.metadata as {
      name: string;
      namespace?: string;
    };
    expect(keyOfEntry(entry)).toEqual({
      kind: object.kind,
      name,
      ...(namespace && { namespace }),
    });
  });
});

describe('upsertHistory', () => {
  const entry = (
    digest: string,
    lastReconciledStatus: string,
    time: string,
  ) => ({
    digest,
    lastReconciledStatus,
    lastReconciledDuration: '1s',
    metadata: { revision: digest },
    time,
  });
  const told = (history: readonly HistoryEntry[]) =>
    history.map(({ digest, lastReconciledStatus, totalReconciliations }) => [
      digest,
      lastReconciledStatus,
      totalReconciliations,
    ]);

  it('counts the same outcome and brings it to the front', () => {
    let history = upsertHistory(undefined, entry('a', 'good', '1'));
    history = upsertHistory(history, entry('a', 'bad', '2'));
    history = upsertHistory(history, entry('a', 'good', '3'));
    expect(told(history)).toEqual([
      ['a', 'good', 2],
      ['a', 'bad', 1],
    ]);
    expect(history[0]).toMatchObject({
      firstReconciled: '1',
      lastReconciled: '3',
    });
  });

  it('keeps five', () => {
    let history: HistoryEntry[] = [];
    for (const digest of 'abcdefg')
      history = upsertHistory(history, entry(digest, 'good', '1'));
    expect(history.map(({ digest }) => digest).join('')).toBe('gfedc');
  });
});
