import {
  computeVerifyRatios,
  makeVerifyReport,
  printVerifyReport,
} from './report';
import { judgeVerifyTargets } from './targets';
import type { RequestCount, VerifyRun } from './VerifyRun';

const run = (given: Partial<VerifyRun>): VerifyRun => ({
  contender: 'waybill',
  round: 1,
  digests: 1000,
  wallSeconds: 2,
  cpuSeconds: 3,
  registryCpuSeconds: 1,
  otherCpuSeconds: 0,
  ...given,
});

const RUNS = [
  run({ aboveIdleBytes: 40 * 1024 ** 2, warmLookupsPerSecond: 300_000 }),
  run({
    round: 2,
    wallSeconds: 4,
    aboveIdleBytes: 60 * 1024 ** 2,
    warmLookupsPerSecond: 200_000,
  }),
  run({ contender: 'serial', digests: 50, wallSeconds: 5 }),
  run({ contender: 'serial', round: 2, digests: 50, wallSeconds: 10 }),
  run({ contender: 'parallel', round: 2, digests: 100, wallSeconds: 2 }),
];
const REQUESTS: RequestCount[] = [
  {
    what: 'waybill, cold, on average',
    requests: 4,
    list: ['GET manifest 200'],
  },
  { what: 'waybill, warm', requests: 0, list: [] },
];

describe('computeVerifyRatios', () => {
  it('compares throughputs of the same round', () => {
    expect(computeVerifyRatios(RUNS)).toEqual({
      verify_vs_cosign_serial: 50,
      verify_vs_cosign_parallel: 5,
    });
  });

  it('says nothing of what did not run', () => {
    expect(computeVerifyRatios(RUNS.slice(0, 2))).toEqual({});
  });
});

describe('judgeVerifyTargets', () => {
  it('judges by the median of times and by the worst of what must hold', () => {
    const verdicts = judgeVerifyTargets(
      RUNS,
      REQUESTS,
      computeVerifyRatios(RUNS),
    );
    expect(
      verdicts.map(({ measured, verdict }) => [measured, verdict]),
    ).toEqual([
      ['50.0 x', 'met'],
      ['5.0 x', 'met'],
      ['4', 'met'],
      ['0', 'met'],
      ['250,000', 'met'],
      ['60 MiB', 'met'],
    ]);
  });

  it('tells what is not met, and what was not measured', () => {
    expect(
      judgeVerifyTargets(
        [],
        [{ what: 'waybill, cold', requests: 5, list: [] }],
        { verify_vs_cosign_serial: 19 },
      ).map(({ verdict }) => verdict),
    ).toEqual([
      'not met',
      'not measured',
      'not met',
      'not measured',
      'not measured',
      'not measured',
    ]);
  });
});

describe('printVerifyReport', () => {
  it('says what ran, on what, and how it went', () => {
    const text = printVerifyReport(
      makeVerifyReport({
        startedAt: '2026-01-01T00:00:00.000Z',
        machine: {
          cpuModel: 'A CPU',
          cores: 2,
          memoryBytes: 1,
          kernel: 'Linux 6',
          versions: { cosign: 'v3.1.2' },
        },
        loadBefore: [0.5, 1, 2],
        options: {
          digests: 1000,
          rounds: 2,
          parallel: 4,
          serialSample: 50,
          parallelSample: 100,
          seed: 7,
        },
        requests: REQUESTS,
        runs: RUNS,
      }),
    );
    expect(text).toMatch(
      /^A CPU, 2 cores, Linux 6\ncosign v3\.1\.2\n1000 digests.*seed 7\nload before: 0\.5 1\.0 2\.0/,
    );
    expect(text).toMatch(
      /^waybill, in one process +250\.0 \/ 375\.0 \/ 500\.0 /m,
    );
    expect(text).toMatch(/^waybill, cold, on average +4$/m);
    expect(text).toMatch(/^verify_vs_cosign_serial +50\.0$/m);
  });
});
