import { fieldAt } from '../kubernetes/fieldPath';
import { until } from '../kubernetes/TestCluster';
import { TestPlayers } from './TestPlayers';

describe('startReports', () => {
  let players: TestPlayers;
  beforeEach(async () => {
    players = await TestPlayers.start();
  });
  afterEach(() => players.stop());

  const serve = (name: string) =>
    players.client.create({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace: 'models' },
      spec: { predictor: { model: { modelFormat: { name: 'sklearn' } } } },
    });
  const reports = () =>
    players.client.list('PolicyReport', { namespace: 'models' });

  it('refuses a model for as long as it is told to, and no other', async () => {
    const uid = fieldAt(serve('iris'), 'metadata.uid');
    serve('wine');
    expect(reports()).toEqual([]);

    players.breaker.breakIt('policy:iris');
    expect(reports()).toMatchObject([
      {
        scope: { kind: 'InferenceService', name: 'iris', uid },
        results: [{ policy: 'signed-models', result: 'fail' }],
      },
    ]);

    players.breaker.mend('policy:iris');
    expect(reports()).toEqual([]);
  });

  it('refuses a model that comes later, and forgets one that goes', async () => {
    players.breaker.breakIt('policy:iris');
    serve('iris');
    await until('a report', () => reports()[0]);

    players.client.delete({
      kind: 'InferenceService',
      namespace: 'models',
      name: 'iris',
    });
    await until('no report', () => reports().length === 0 || undefined);
    expect(reports()).toEqual([]);
  });
});
