import { HASH, REPUSH } from '../sections';
import { PUSHERS, UNPACKERS } from '../contenders';
import { computeRatios, RATIOS } from './ratios';
import { aRun, runsOf } from './__testUtils__/runs';

describe('RATIOS', () => {
  it('names contenders that there are', () => {
    const names = new Set([
      ...PUSHERS.map(({ name }) => name),
      ...UNPACKERS.map(({ name }) => name),
      HASH,
      ...Object.values(REPUSH),
    ]);
    for (const { ours, peer } of RATIOS) {
      expect(names).toContain(ours);
      expect(names).toContain(peer);
      expect(ours).toMatch(/^waybill /);
      expect(peer).not.toMatch(/^waybill /);
    }
  });
});

describe('computeRatios', () => {
  it('takes the median of peer ÷ ours within the rounds', () => {
    const runs = [
      ...runsOf({ contender: 'kit pack + push' }, 8, 80, 12),
      ...runsOf({ contender: 'waybill push modelkit' }, 4, 20, 6),
    ];
    expect(computeRatios(runs)).toEqual({ modelkit_push_vs_kit: 2 });
  });

  it('keeps sections apart', () => {
    const runs = [
      aRun({ contender: 'kit pack + push' }),
      aRun({ contender: 'waybill push modelkit', section: 'sink' }),
    ];
    expect(computeRatios(runs)).toEqual({});
  });

  it('gives the worst format as the one word for the sink', () => {
    const runs = [
      aRun({ section: 'sink', contender: HASH, wallSeconds: 2 }),
      aRun({
        section: 'sink',
        contender: 'waybill push modelkit',
        wallSeconds: 2,
      }),
      aRun({
        section: 'sink',
        contender: 'waybill push artifact',
        wallSeconds: 4,
      }),
    ];
    expect(computeRatios(runs)).toEqual({
      sink_modelkit_push_vs_sha256: 1,
      sink_artifact_push_vs_sha256: 0.5,
      sink_push_vs_sha256: 0.5,
    });
  });

  it('says nothing of what was not measured', () => {
    expect(computeRatios([])).toEqual({});
  });
});
