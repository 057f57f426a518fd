import { IDLE, REPUSH } from '../sections';
import type { Run } from '../Run';
import { judgeTargets } from './targets';
import { aRun, runsOf } from './__testUtils__/runs';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

function verdictOf(
  name: string,
  runs: readonly Run[],
  ratios: Record<string, number> = {},
) {
  const { measured, verdict } =
    judgeTargets(runs, ratios).find(target => target.name === name) ?? {};
  return [verdict, measured];
}

describe('judgeTargets', () => {
  it.each([
    ['modelkit_push_vs_kit', 1.3, 'met'],
    ['modelkit_push_vs_kit', 1.29, 'not met'],
    ['modelpack_push_vs_modctl', 1.99, 'not met'],
    ['modelcar_push_vs_crane', 3, 'met'],
    ['sink_push_vs_sha256', 0.8, 'met'],
    ['sink_push_vs_sha256', 0.79, 'not met'],
    ['repush_vs_hash', 0.92, 'met'],
    ['repush_vs_hash', 0.9, 'not met'],
  ])('says of a %s of %d: %s', (name, ratio, verdict) => {
    expect(verdictOf(name, [], { [name]: ratio })).toEqual([
      verdict,
      ratio.toFixed(2),
    ]);
  });

  it('says what was not measured', () => {
    for (const { verdict, measured } of judgeTargets([], {})) {
      expect([verdict, measured]).toEqual(['not measured', '-']);
    }
  });

  describe('of memory', () => {
    const idle = aRun({
      section: 'memory',
      contender: IDLE,
      peakBytes: 40 * MIB,
    });
    const push = (gib: number, mib: number) =>
      aRun({
        section: 'memory',
        contender: 'waybill push modelkit',
        sizeBytes: gib * GIB,
        peakBytes: mib * MIB,
      });

    it('takes the highest peak of any push above idle', () => {
      const name = 'peak memory of push above idle';
      expect(verdictOf(name, [idle, push(1, 100), push(4, 130)])).toEqual([
        'met',
        '90 MiB',
      ]);
      const real = aRun({
        section: 'push',
        contender: 'waybill push artifact',
        peakBytes: 136 * MIB,
      });
      expect(verdictOf(name, [idle, push(1, 100), real])).toEqual([
        'not met',
        '96 MiB',
      ]);
    });

    it('keeps pushes and unpacks apart', () => {
      const unpack = aRun({
        section: 'unpack',
        contender: 'waybill unpack modelkit',
        peakBytes: 140 * MIB,
      });
      const runs = [idle, push(1, 100), unpack];
      expect(verdictOf('peak memory of push above idle', runs)[0]).toBe('met');
      expect(verdictOf('peak memory of unpack above idle', runs)).toEqual([
        'not met',
        '100 MiB',
      ]);
    });

    it('leaves other tools out', () => {
      const kit = aRun({ peakBytes: 500 * MIB });
      expect(
        verdictOf('peak memory of push above idle', [idle, push(1, 100), kit]),
      ).toEqual(['met', '60 MiB']);
    });

    it('measures how far sizes differ around their middle', () => {
      const name = 'peak memory of push at any size, around its middle';
      expect(verdictOf(name, [idle, push(1, 90), push(16, 110)])).toEqual([
        'met',
        '±10.0 %',
      ]);
      expect(verdictOf(name, [idle, push(1, 90), push(16, 120)])).toEqual([
        'not met',
        '±14.3 %',
      ]);
    });
  });

  it('counts what a push of ours writes to the disk, and nothing else', () => {
    const name = 'written to the disk of the client that pushes';
    const runs = [
      aRun({ contender: 'kit pack + push', writtenBytes: 2 * GIB }),
      aRun({
        section: 'unpack',
        contender: 'waybill unpack modelkit',
        writtenBytes: 2 * GIB,
      }),
      aRun({ contender: 'waybill push modelkit', writtenBytes: 64 * 1024 }),
    ];
    expect(verdictOf(name, runs)).toEqual(['met', '64 KiB']);
  });

  it('takes the median of the pushes with remembered digests', () => {
    const runs = runsOf(
      { section: 'repush', contender: REPUSH.warm },
      1,
      1.5,
      9,
    );
    expect(verdictOf(REPUSH.warm, runs)).toEqual(['met', '1.50 s']);
  });
});
