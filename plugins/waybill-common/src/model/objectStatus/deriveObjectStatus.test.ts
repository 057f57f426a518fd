import {
  NOW,
  condition,
  ociRepository,
  replicaSet,
} from '../__fixtures__/placements';
import { statusOf } from '../__fixtures__/statusOf';
import { deriveObjectStatus } from './deriveObjectStatus';

describe('deriveObjectStatus', () => {
  it('has no rule for other kinds, nor for what is no object', () => {
    expect(statusOf(replicaSet().object)).toBe(
      "Unknown undefined: Waybill has no rule for the kind 'ReplicaSet' of 'apps/v1'.",
    );
    for (const nonsense of [
      undefined,
      null,
      7,
      'Pod',
      [],
      { kind: 7 },
      { apiVersion: {}, kind: 'Pod', status: 7, metadata: [] },
    ]) {
      expect(deriveObjectStatus(nonsense, NOW).status).toBe('Unknown');
    }
  });

  it('makes foreign text fit for a page', () => {
    const object = ociRepository('1.0.0', {
      status: {
        conditions: [
          condition(
            'Ready',
            'False',
            'x',
            `GET https://robot:secret@r.example/v2/:\n\tdenied ${'z'.repeat(
              3000,
            )}`,
          ),
        ],
      },
    }).object;
    const { message } = deriveObjectStatus(object, new Date(NOW));
    expect(message).toMatch(
      /^GET https:\/\/\*\*\*@r\.example\/v2\/: denied z+…$/,
    );
    expect(message.length).toBeLessThan(900);
  });
});
